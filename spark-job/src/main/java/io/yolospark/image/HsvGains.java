package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Factors on hue, saturation and value. Hue counts half degrees and wraps at 180; the others
 * saturate at 255.
 */
record HsvGains(double hue, double saturation, double value) {

  private static final int HUES = 180;
  private static final int LEVELS = 256;

  /** Draws each factor from 1 - gain to 1 + gain. */
  static HsvGains draw(AugmentConfig config, SplittableRandom random) {
    double hue = 1 + (2 * random.nextDouble() - 1) * config.hsvHue();
    double saturation = 1 + (2 * random.nextDouble() - 1) * config.hsvSaturation();
    double value = 1 + (2 * random.nextDouble() - 1) * config.hsvValue();
    return new HsvGains(hue, saturation, value);
  }

  /** Changes an RGB image in place. */
  void apply(Mat image) {
    if (hue == 1 && saturation == 1 && value == 1) {
      return; // the way to 8-bit HSV and back would lose colour for nothing
    }
    Mat table = new Mat(1, LEVELS, opencv_core.CV_8UC3, new BytePointer(table()));
    Mat hsv = new Mat();
    opencv_imgproc.cvtColor(image, hsv, opencv_imgproc.COLOR_RGB2HSV);
    opencv_core.LUT(hsv, table, hsv);
    opencv_imgproc.cvtColor(hsv, image, opencv_imgproc.COLOR_HSV2RGB);
  }

  private byte[] table() {
    byte[] table = new byte[3 * LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      table[3 * level] = (byte) (int) (level * hue % HUES);
      table[3 * level + 1] = (byte) (int) Math.min(level * saturation, 255);
      table[3 * level + 2] = (byte) (int) Math.min(level * value, 255);
    }
    return table;
  }
}
