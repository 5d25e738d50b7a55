package io.yolospark.image;

import io.yolospark.dataset.ImageRecord;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A labelled box, corners in pixels of the image it is drawn on.
 *
 * @param polygon the object's outline, in the same pixels; null for a box without
 */
record PixelBox(int classId, double x1, double y1, double x2, double y2, Polygon polygon) {

  // a narrower box than this is noise at the finest stride
  private static final double MIN_SIDE = 2;
  private static final double MIN_AREA_RATIO = 0.1;
  // what is left of an outline is known to be the object, and not just its box's corner
  private static final double MIN_OUTLINE_RATIO = 0.01;
  private static final double MAX_ASPECT = 100;
  private static final double EPSILON = 1e-16;
  // labels stay below the input's far edges, so that their grid cell exists
  private static final double EDGE = 1e-3;

  PixelBox(int classId, double x1, double y1, double x2, double y2) {
    this(classId, x1, y1, x2, y2, null);
  }

  /** The boxes of a record on its image drawn with the given size. */
  static List<PixelBox> of(ImageRecord record, double width, double height) {
    List<PixelBox> boxes = new ArrayList<>(record.boxCount());
    float[] b = record.boxes();
    for (int i = 0; i < record.boxCount(); i++) {
      double x = b[4 * i] * width;
      double y = b[4 * i + 1] * height;
      double halfWidth = b[4 * i + 2] * width / 2;
      double halfHeight = b[4 * i + 3] * height / 2;
      float[] points = record.polygon(i);
      boxes.add(
          new PixelBox(
              record.classes()[i],
              x - halfWidth,
              y - halfHeight,
              x + halfWidth,
              y + halfHeight,
              points.length == 0 ? null : Polygon.of(points, width, height)));
    }
    return boxes;
  }

  /** Rows of class, centre x, centre y, width, height, normalised to the network's input. */
  static float[] normalise(List<PixelBox> boxes, int width, int height) {
    float[] labels = new float[5 * boxes.size()];
    int at = 0;
    for (PixelBox box : boxes) {
      double left = clip(box.x1, width - EDGE);
      double top = clip(box.y1, height - EDGE);
      double right = clip(box.x2, width - EDGE);
      double bottom = clip(box.y2, height - EDGE);
      labels[at++] = box.classId;
      labels[at++] = (float) ((left + right) / 2 / width);
      labels[at++] = (float) ((top + bottom) / 2 / height);
      labels[at++] = (float) ((right - left) / width);
      labels[at++] = (float) ((bottom - top) / height);
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
    Polygon moved = polygon == null ? null : polygon.shift(dx, dy);
    return new PixelBox(classId, x1 + dx, y1 + dy, x2 + dx, y2 + dy, moved);
  }

  /** The part inside a square whose corner is the origin; of zero size where nothing is. */
  PixelBox clip(double side) {
    Polygon inside = polygon == null ? null : polygon.clip(side);
    return new PixelBox(
        classId, clip(x1, side), clip(y1, side), clip(x2, side), clip(y2, side), inside);
  }

  PixelBox flipHorizontal(double side) {
    Polygon mirrored = polygon == null ? null : polygon.flipHorizontal(side);
    return new PixelBox(classId, side - x2, y1, side - x1, y2, mirrored);
  }

  PixelBox flipVertical(double side) {
    Polygon mirrored = polygon == null ? null : polygon.flipVertical(side);
    return new PixelBox(classId, x1, side - y2, x2, side - y1, mirrored);
  }

  /**
   * Where the map takes this box: the hull of its outline's part inside the square, else of its
   * four corners clipped to the square. It has no outline any more.
   */
  PixelBox map(Homography map, double side) {
    if (polygon != null) {
      Rectangle2D hull = polygon.map(map).clip(side).bounds();
      return new PixelBox(classId, hull.getMinX(), hull.getMinY(), hull.getMaxX(), hull.getMaxY());
    }
    Rectangle2D hull = Polygon.rectangle(x1, y1, x2, y2).map(map).bounds();
    return new PixelBox(classId, hull.getMinX(), hull.getMinY(), hull.getMaxX(), hull.getMaxY())
        .clip(side);
  }

  /** The fraction of this box that another one covers. */
  double coveredBy(PixelBox other) {
    double w = Math.min(x2, other.x2) - Math.max(x1, other.x1);
    double h = Math.min(y2, other.y2) - Math.max(y1, other.y1);
    return Math.max(w, 0) * Math.max(h, 0) / (width() * height() + EPSILON);
  }

  /**
   * Whether what a random transform left of this box is still worth learning: wider and higher than
   * 2 pixels, over a tenth of the area it would have unclipped (a hundredth where its outline is
   * known), not thinner than 1:100.
   *
   * @param after this box transformed and clipped
   * @param scale factor by which the transform enlarges lengths
   */
  boolean survivesAs(PixelBox after, double scale) {
    double w = after.width();
    double h = after.height();
    return w > MIN_SIDE
        && h > MIN_SIDE
        && w * h / (width() * height() * scale * scale + EPSILON)
            > (polygon == null ? MIN_AREA_RATIO : MIN_OUTLINE_RATIO)
        && Math.max(w / h, h / w) < MAX_ASPECT;
  }

  private static double clip(double value, double limit) {
    return Math.min(Math.max(value, 0), limit);
  }
}
