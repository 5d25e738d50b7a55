package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A random affine map from a canvas to the network's square. Immutable.
 *
 * @param matrix 3 x 3, rows first; maps continuous canvas coordinates (a pixel covers the unit
 *     square right of and below its index) to those of the square
 * @param scale factor by which lengths grow
 * @param size side of the square in pixels
 */
record AffineWarp(double[] matrix, double scale, int size) {

  /**
   * Draws translation x scale x centring: the canvas centre goes to the middle of the square plus
   * up to the configured fraction of its side, and lengths grow by 1 - scale to 1 + scale.
   */
  static AffineWarp draw(AugmentConfig config, int canvasSide, int size, SplittableRandom random) {
    double scale = uniform(random, 1 - config.scale(), 1 + config.scale());
    double x = uniform(random, 0.5 - config.translate(), 0.5 + config.translate()) * size;
    double y = uniform(random, 0.5 - config.translate(), 0.5 + config.translate()) * size;
    double[] centre = translation(-canvasSide / 2.0, -canvasSide / 2.0);
    double[] matrix = multiply(translation(x, y), multiply(scaling(scale), centre));
    return new AffineWarp(matrix, scale, size);
  }

  /** Draws the canvas through the map, bilinear, border grey where nothing lands. */
  Mat apply(Mat canvas) {
    // OpenCV's coordinates have integers at the middle of a pixel
    double[] pixels = multiply(translation(-0.5, -0.5), multiply(matrix, translation(0.5, 0.5)));
    Mat map = new Mat(2, 3, opencv_core.CV_64FC1, new DoublePointer(pixels));
    Mat warped = new Mat();
    int border = Letterbox.BORDER;
    opencv_imgproc.warpAffine(
        canvas,
        warped,
        map,
        new Size(size, size),
        opencv_imgproc.INTER_LINEAR,
        opencv_core.BORDER_CONSTANT,
        new Scalar(border, border, border, 0));
    return warped;
  }

  /** The boxes that survive: hulls of the mapped corners, clipped to the square. */
  List<PixelBox> apply(List<PixelBox> boxes) {
    List<PixelBox> kept = new ArrayList<>(boxes.size());
    for (PixelBox box : boxes) {
      PixelBox mapped = hull(box).clip(size);
      if (box.survivesAs(mapped, scale)) {
        kept.add(mapped);
      }
    }
    return kept;
  }

  private PixelBox hull(PixelBox box) {
    double[] xs = {box.x1(), box.x2(), box.x1(), box.x2()};
    double[] ys = {box.y1(), box.y1(), box.y2(), box.y2()};
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 4; i++) {
      double x = matrix[0] * xs[i] + matrix[1] * ys[i] + matrix[2];
      double y = matrix[3] * xs[i] + matrix[4] * ys[i] + matrix[5];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    return new PixelBox(box.classId(), left, top, right, bottom);
  }

  private static double uniform(SplittableRandom random, double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  private static double[] translation(double x, double y) {
    return new double[] {1, 0, x, 0, 1, y, 0, 0, 1};
  }

  private static double[] scaling(double factor) {
    return new double[] {factor, 0, 0, 0, factor, 0, 0, 0, 1};
  }

  private static double[] multiply(double[] a, double[] b) {
    double[] product = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int k = 0; k < 3; k++) {
          product[3 * row + column] += a[3 * row + k] * b[3 * k + column];
        }
      }
    }
    return product;
  }
}
