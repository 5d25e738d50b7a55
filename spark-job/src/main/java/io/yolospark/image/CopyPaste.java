package io.yolospark.image;

import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Objects of a picture pasted into it once more, mirrored left to right (after copy-paste, Ghiasi
 * et al. 2021). Stateless.
 */
final class CopyPaste {

  /** What a pasted box may cover of any other. */
  private static final double MOST_HIDDEN = 0.3;

  // corners of polygons are given to OpenCV in 16ths of a pixel
  private static final int FRACTION_BITS = 4;

  private CopyPaste() {}

  /**
   * Pastes a fraction, rounded to a whole number, of the objects that have an outline and whose
   * mirror image hides less than {@value #MOST_HIDDEN} of every box.
   *
   * @param fraction from 0 to 1
   */
  static Picture apply(Picture picture, double fraction, SplittableRandom random) {
    List<PixelBox> pasted = draw(picture.boxes(), picture.side(), fraction, random);
    if (pasted.isEmpty()) {
      return picture;
    }
    Mat image = picture.image();
    Mat mask = new Mat(image.rows(), image.cols(), opencv_core.CV_8UC1, Scalar.all(0));
    pasted.forEach(box -> fill(mask, box.polygon()));
    Mat mirrored = new Mat();
    opencv_core.flip(image, mirrored, 1);
    mirrored.copyTo(image, mask);
    return new Picture(image, Stream.concat(picture.boxes().stream(), pasted.stream()).toList());
  }

  private static List<PixelBox> draw(
      List<PixelBox> boxes, int side, double fraction, SplittableRandom random) {
    List<PixelBox> candidates = new ArrayList<>();
    for (PixelBox box : boxes) {
      if (box.polygon() != null) {
        PixelBox mirrored = box.flipHorizontal(side);
        if (boxes.stream().allMatch(other -> other.coveredBy(mirrored) < MOST_HIDDEN)) {
          candidates.add(mirrored);
        }
      }
    }
    int count = (int) Math.rint(fraction * candidates.size());
    List<PixelBox> drawn = new ArrayList<>(count);
    while (drawn.size() < count) {
      drawn.add(candidates.remove(random.nextInt(candidates.size())));
    }
    return drawn;
  }

  private static void fill(Mat mask, Polygon polygon) {
    List<List<Point2D>> parts = polygon.parts();
    if (parts.isEmpty()) {
      return;
    }
    MatVector corners = new MatVector(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      corners.put(i, corners(parts.get(i)));
    }
    opencv_imgproc.fillPoly(
        mask, corners, Scalar.all(255), opencv_imgproc.LINE_8, FRACTION_BITS, null);
  }

  /** In OpenCV's coordinates, which have integers at the middle of a pixel. */
  private static Mat corners(List<Point2D> part) {
    int[] values = new int[2 * part.size()];
    for (int i = 0; i < part.size(); i++) {
      values[2 * i] = fixed(part.get(i).getX());
      values[2 * i + 1] = fixed(part.get(i).getY());
    }
    return new Mat(part.size(), 1, opencv_core.CV_32SC2, new IntPointer(values));
  }

  private static int fixed(double coordinate) {
    return (int) Math.rint((coordinate - 0.5) * (1 << FRACTION_BITS));
  }
}
