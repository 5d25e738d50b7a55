package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.awt.Rectangle;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A random map from a canvas to the network's square. Immutable.
 *
 * @param map from pixels of the canvas to those of the square
 * @param crop the same map as a crop; null where it is none
 * @param scale factor by which lengths grow
 * @param size side of the square in pixels
 */
record PerspectiveWarp(Homography map, Crop crop, double scale, int size) {

  /**
   * Draws translation x shear x rotation and scale x perspective x centring: the canvas centre goes
   * to the middle of the square plus up to the configured fraction of its side, and lengths grow by
   * 1 - scale to 1 + scale. Without rotation, shear and perspective it is moved by less than a
   * pixel, to become a crop.
   */
  static PerspectiveWarp draw(
      AugmentConfig config, int canvasSide, int size, SplittableRandom random) {
    Homography centre = Homography.translation(-canvasSide / 2.0, -canvasSide / 2.0);
    Homography perspective =
        Homography.perspective(
            uniform(random, 0, config.perspective()), uniform(random, 0, config.perspective()));
    double degrees = uniform(random, 0, config.degrees());
    double scale = uniform(random, 1, config.scale());
    Homography rotation = Homography.rotation(degrees, scale);
    Homography shear =
        Homography.shear(uniform(random, 0, config.shear()), uniform(random, 0, config.shear()));
    Homography translation =
        Homography.translation(
            uniform(random, 0.5, config.translate()) * size,
            uniform(random, 0.5, config.translate()) * size);
    Homography map = translation.after(shear).after(rotation).after(perspective).after(centre);
    Crop crop = map.upright() ? Crop.nearest(map, canvasSide, size) : null;
    return crop == null || crop.isEmpty()
        ? new PerspectiveWarp(map, null, scale, size)
        : new PerspectiveWarp(crop.map(), crop, scale, size);
  }

  /** The pixels of the canvas that {@link #apply(Mat, HsvGains)} looks at. */
  Rectangle window(int canvasSide) {
    return crop == null ? new Rectangle(canvasSide, canvasSide) : crop.window();
  }

  /**
   * Draws the canvas through the map, bilinear, border grey where nothing lands, with the gains
   * applied to all. The canvas may be used up.
   */
  Mat apply(Mat canvas, HsvGains gains) {
    if (crop != null) {
      return crop.apply(canvas, size, gains);
    }
    // OpenCV's coordinates have integers at the middle of a pixel
    Homography pixels =
        Homography.translation(-0.5, -0.5).after(map).after(Homography.translation(0.5, 0.5));
    Mat matrix = new Mat(3, 3, opencv_core.CV_64FC1, new DoublePointer(pixels.matrix()));
    Mat warped = new Mat();
    Size square = new Size(size, size);
    int border = Letterbox.BORDER;
    Scalar grey = new Scalar(border, border, border, 0);
    int linear = opencv_imgproc.INTER_LINEAR;
    int constant = opencv_core.BORDER_CONSTANT;
    if (map.affine()) {
      Mat affine = matrix.rowRange(0, 2);
      opencv_imgproc.warpAffine(canvas, warped, affine, square, linear, constant, grey);
    } else {
      opencv_imgproc.warpPerspective(canvas, warped, matrix, square, linear, constant, grey);
    }
    gains.apply(warped);
    return warped;
  }

  /** Where the boxes go, without those that are not worth learning any more. */
  List<PixelBox> apply(List<PixelBox> boxes) {
    return boxes.stream()
        .flatMap(
            box -> Stream.of(box.map(map, size)).filter(mapped -> box.survivesAs(mapped, scale)))
        .toList();
  }

  private static double uniform(SplittableRandom random, double middle, double reach) {
    return middle + (2 * random.nextDouble() - 1) * reach;
  }
}
