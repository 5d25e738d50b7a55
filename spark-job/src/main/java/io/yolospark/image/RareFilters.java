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
 * adaptive histogram equalisation of the lightness (limit from 1 to 4, 8 x 8 tiles).
 *
 * @param blur side of the box in pixels; 0: none
 * @param medianBlur side of the window in pixels; 0: none
 * @param grey whether colours are dropped
 * @param contrastLimit of the equalisation; 0: none
 */
record RareFilters(int blur, int medianBlur, boolean grey, double contrastLimit) {

  private static final int TILES = 8;

  /** Draws each filter by itself. */
  static RareFilters draw(AugmentConfig config, SplittableRandom random) {
    int blur = random.nextDouble() < config.blur() ? kernel(random) : 0;
    int medianBlur = random.nextDouble() < config.medianBlur() ? kernel(random) : 0;
    boolean grey = random.nextDouble() < config.grey();
    double limit = random.nextDouble() < config.clahe() ? random.nextDouble(1, 4) : 0;
    return new RareFilters(blur, medianBlur, grey, limit);
  }

  /** Whether none was drawn. */
  boolean isEmpty() {
    return blur == 0 && medianBlur == 0 && !grey && contrastLimit == 0;
  }

  /** Changes an RGB image in place. */
  void apply(Mat image) {
    if (blur > 0) {
      opencv_imgproc.blur(image, image, new Size(blur, blur));
    }
    if (medianBlur > 0) {
      opencv_imgproc.medianBlur(image, image, medianBlur);
    }
    if (grey) {
      Mat level = new Mat();
      opencv_imgproc.cvtColor(image, level, opencv_imgproc.COLOR_RGB2GRAY);
      opencv_imgproc.cvtColor(level, image, opencv_imgproc.COLOR_GRAY2RGB);
    }
    if (contrastLimit > 0) {
      equalise(image);
    }
  }

  private static int kernel(SplittableRandom random) {
    return 3 + 2 * random.nextInt(3);
  }

  private void equalise(Mat image) {
    Mat lab = new Mat();
    Mat lightness = new Mat();
    opencv_imgproc.cvtColor(image, lab, opencv_imgproc.COLOR_RGB2Lab);
    opencv_core.extractChannel(lab, lightness, 0);
    try (CLAHE clahe = opencv_imgproc.createCLAHE(contrastLimit, new Size(TILES, TILES))) {
      clahe.apply(lightness, lightness);
    }
    opencv_core.insertChannel(lightness, lab, 0);
    opencv_imgproc.cvtColor(lab, image, opencv_imgproc.COLOR_Lab2RGB);
  }
}
