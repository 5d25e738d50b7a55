package io.yolospark.image;

import io.yolospark.dataset.ImageRecord;
import java.util.ArrayList;
import java.util.List;

/** A labelled box, corners in pixels of the image it is drawn on. */
record PixelBox(int classId, double x1, double y1, double x2, double y2) {

  // a narrower box than this is noise at the finest stride
  private static final double MIN_SIDE = 2;
  private static final double MIN_AREA_RATIO = 0.1;
  private static final double MAX_ASPECT = 100;
  private static final double EPSILON = 1e-16;
  // labels stay below the square's far edge, so that their grid cell exists
  private static final double EDGE = 1e-3;

  /** The boxes of a record on its image drawn with the given size. */
  static List<PixelBox> of(ImageRecord record, double width, double height) {
    List<PixelBox> boxes = new ArrayList<>(record.boxCount());
    float[] b = record.boxes();
    for (int i = 0; i < record.boxCount(); i++) {
      double x = b[4 * i] * width;
      double y = b[4 * i + 1] * height;
      double halfWidth = b[4 * i + 2] * width / 2;
      double halfHeight = b[4 * i + 3] * height / 2;
      boxes.add(
          new PixelBox(
              record.classes()[i], x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight));
    }
    return boxes;
  }

  /** Rows of class, centre x, centre y, width, height, normalised to a square of the side. */
  static float[] normalise(List<PixelBox> boxes, int side) {
    float[] labels = new float[5 * boxes.size()];
    int at = 0;
    for (PixelBox box : boxes) {
      PixelBox inside = box.clip(side - EDGE);
      labels[at++] = box.classId;
      labels[at++] = (float) ((inside.x1 + inside.x2) / 2 / side);
      labels[at++] = (float) ((inside.y1 + inside.y2) / 2 / side);
      labels[at++] = (float) (inside.width() / side);
      labels[at++] = (float) (inside.height() / side);
    }
    return labels;
  }

  double width() {
    return x2 - x1;
  }

  double height() {
    return y2 - y1;
  }

  PixelBox shift(double dx, double dy) {
    return new PixelBox(classId, x1 + dx, y1 + dy, x2 + dx, y2 + dy);
  }

  /** The part inside a square whose corner is the origin; of zero size where nothing is. */
  PixelBox clip(double side) {
    return new PixelBox(classId, clip(x1, side), clip(y1, side), clip(x2, side), clip(y2, side));
  }

  PixelBox flipHorizontal(double side) {
    return new PixelBox(classId, side - x2, y1, side - x1, y2);
  }

  /**
   * Whether what a random transform left of this box is still worth learning: wider and higher than
   * 2 pixels, over a tenth of the area it would have unclipped, not thinner than 1:100.
   *
   * @param after this box transformed and clipped
   * @param scale factor by which the transform enlarges lengths
   */
  boolean survivesAs(PixelBox after, double scale) {
    double w = after.width();
    double h = after.height();
    return w > MIN_SIDE
        && h > MIN_SIDE
        && w * h / (width() * height() * scale * scale + EPSILON) > MIN_AREA_RATIO
        && Math.max(w / h, h / w) < MAX_ASPECT;
  }

  private static double clip(double value, double limit) {
    return Math.min(Math.max(value, 0), limit);
  }
}
