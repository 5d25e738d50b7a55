package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_imgproc.CLAHE;

/**
 * What few images get: box blur and median blur of 3, 5 or 7 pixels, grey, and contrast-limited
 * adaptive histogram equalisation of the lightness (limit from 1 to 4, 8 x 8 tiles). Stateless.
 */
final class RareFilters {

  private static final int TILES = 8;

  private RareFilters() {}

  /** Changes an RGB image in place; each filter is drawn by itself. */
  static void apply(Mat image, AugmentConfig config, SplittableRandom random) {
    if (random.nextDouble() < config.blur()) {
      int side = kernel(random);
      opencv_imgproc.blur(image, image, new Size(side, side));
    }
    if (random.nextDouble() < config.medianBlur()) {
      opencv_imgproc.medianBlur(image, image, kernel(random));
    }
    if (random.nextDouble() < config.grey()) {
      Mat grey = new Mat();
      opencv_imgproc.cvtColor(image, grey, opencv_imgproc.COLOR_RGB2GRAY);
      opencv_imgproc.cvtColor(grey, image, opencv_imgproc.COLOR_GRAY2RGB);
    }
    if (random.nextDouble() < config.clahe()) {
      equalise(image, random.nextDouble(1, 4));
    }
  }

  private static int kernel(SplittableRandom random) {
    return 3 + 2 * random.nextInt(3);
  }

  private static void equalise(Mat image, double limit) {
    Mat lab = new Mat();
    Mat lightness = new Mat();
    opencv_imgproc.cvtColor(image, lab, opencv_imgproc.COLOR_RGB2Lab);
    opencv_core.extractChannel(lab, lightness, 0);
    try (CLAHE clahe = opencv_imgproc.createCLAHE(limit, new Size(TILES, TILES))) {
      clahe.apply(lightness, lightness);
    }
    opencv_core.insertChannel(lightness, lab, 0);
    opencv_imgproc.cvtColor(lab, image, opencv_imgproc.COLOR_Lab2RGB);
  }
}
