package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Factors on hue, saturation and value. Hue counts half degrees and wraps at 180; the others
 * saturate at 255.
 */
record HsvGains(double hue, double saturation, double value) {

  /** Changes nothing. */
  static final HsvGains NONE = new HsvGains(1, 1, 1);

  private static final int HUES = 180;
  private static final int LEVELS = 256;
  // turns rounding to the nearest into cutting off the fraction
  private static final double TRUNCATE = -0.499;

  /** Draws each factor from 1 - gain to 1 + gain. */
  static HsvGains draw(AugmentConfig config, SplittableRandom random) {
    double hue = 1 + (2 * random.nextDouble() - 1) * config.hsvHue();
    double saturation = 1 + (2 * random.nextDouble() - 1) * config.hsvSaturation();
    double value = 1 + (2 * random.nextDouble() - 1) * config.hsvValue();
    return new HsvGains(hue, saturation, value);
  }

  /** Changes an RGB image in place. */
  void apply(Mat image) {
    if (equals(NONE)) {
      return; // the way to 8-bit HSV and back would lose colour for nothing
    }
    Mat hsv = new Mat();
    opencv_imgproc.cvtColor(image, hsv, opencv_imgproc.COLOR_RGB2HSV);
    // channel by channel: a table of three channels takes twice as long
    MatVector channels = new MatVector(3);
    opencv_core.split(hsv, channels);
    turn(channels.get(0));
    channels.get(1).convertTo(channels.get(1), -1, saturation, TRUNCATE);
    channels.get(2).convertTo(channels.get(2), -1, value, TRUNCATE);
    opencv_core.merge(channels, hsv);
    opencv_imgproc.cvtColor(hsv, image, opencv_imgproc.COLOR_HSV2RGB);
  }

  /** What becomes of a grey level, in each of the three channels. */
  int grey(int level) {
    return (int) Math.min(Math.rint(level * value + TRUNCATE), LEVELS - 1);
  }

  private void turn(Mat hues) {
    if (HUES * hue < LEVELS) { // no hue leaves the byte, and the way back wraps by itself
      hues.convertTo(hues, -1, hue, TRUNCATE);
    } else {
      Mat turned = new Mat(1, LEVELS, opencv_core.CV_8UC1, new BytePointer(hues()));
      opencv_core.LUT(hues, turned, hues);
    }
  }

  private byte[] hues() {
    byte[] table = new byte[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      table[level] = (byte) (int) (level * hue % HUES);
    }
    return table;
  }
}
