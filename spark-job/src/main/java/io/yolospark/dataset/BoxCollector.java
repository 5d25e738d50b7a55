package io.yolospark.dataset;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The valid boxes of one image. Boxes without area, outside the image or seen before are dropped,
 * boxes that overhang are clipped, and each of these is reported.
 */
final class BoxCollector {

  private static final float[] NO_POLYGON = {};

  private record Box(int classId, float centreX, float centreY, float width, float height) {}

  private final String file;
  private final int width;
  private final int height;
  private final ProblemList problems;
  private final Map<Box, float[]> polygons = new LinkedHashMap<>(); // empty for a box without

  /**
   * @param file the annotation, for reports
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  BoxCollector(String file, int width, int height, ProblemList problems) {
    this.file = file;
    this.width = width;
    this.height = height;
    this.problems = problems;
  }

  /** Adds a box given by centre and size, normalised to the image. */
  void addCentred(int line, int classId, double centreX, double centreY, double w, double h) {
    if (w <= 0 || h <= 0) {
      reportEmpty(line, w * width, h * height);
      return;
    }
    double left = centreX - w / 2;
    double top = centreY - h / 2;
    double right = centreX + w / 2;
    double bottom = centreY + h / 2;
    if (left >= 0 && top >= 0 && right <= 1 && bottom <= 1) {
      // The numbers as they are written: a detour by the corners would change their last bits.
      Box box = new Box(classId, (float) centreX, (float) centreY, (float) w, (float) h);
      add(line, box, NO_POLYGON);
    } else {
      addCorners(line, classId, left, top, right, bottom);
    }
  }

  /** Adds a box given by two corners, normalised to the image. */
  void addCorners(int line, int classId, double left, double top, double right, double bottom) {
    addCorners(line, classId, left, top, right, bottom, NO_POLYGON);
  }

  /**
   * Adds the hull of a polygon.
   *
   * @param points x and y of its corners by turns, from 0 to 1
   */
  void addPolygon(int line, int classId, float[] points) {
    float left = 1;
    float top = 1;
    float right = 0;
    float bottom = 0;
    for (int i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      top = Math.min(top, points[i + 1]);
      right = Math.max(right, points[i]);
      bottom = Math.max(bottom, points[i + 1]);
    }
    addCorners(line, classId, left, top, right, bottom, points);
  }

  /**
   * Adds a box given by two corners, normalised to the image.
   *
   * @param polygon outline of the object: x and y of its corners by turns, from 0 to 1, or no
   *     values
   */
  void addCorners(
      int line,
      int classId,
      double left,
      double top,
      double right,
      double bottom,
      float[] polygon) {
    if (right <= left || bottom <= top) {
      reportEmpty(line, (right - left) * width, (bottom - top) * height);
      return;
    }
    if (right <= 0 || bottom <= 0 || left >= 1 || top >= 1) {
      problems.add(
          ProblemKind.OUT_OF_RANGE,
          file,
          line,
          "the box lies outside the image of " + width + "x" + height + " px; box dropped");
      return;
    }
    double overhang =
        Math.max(Math.max(-left, right - 1) * width, Math.max(-top, bottom - 1) * height);
    // Half a pixel is rounding, not a mistake.
    if (overhang > 0.5) {
      problems.add(
          ProblemKind.CLIPPED_BOX,
          file,
          line,
          "the box overhangs the image by " + pixels(overhang) + " px; clipped");
    }
    double x1 = Math.max(0, left);
    double y1 = Math.max(0, top);
    double x2 = Math.min(1, right);
    double y2 = Math.min(1, bottom);
    add(
        line,
        new Box(
            classId,
            (float) ((x1 + x2) / 2),
            (float) ((y1 + y2) / 2),
            (float) (x2 - x1),
            (float) (y2 - y1)),
        polygon);
  }

  boolean isEmpty() {
    return polygons.isEmpty();
  }

  ImageRecord toRecord(String uri) {
    int[] classes = new int[polygons.size()];
    float[] values = new float[4 * polygons.size()];
    int i = 0;
    for (Box box : polygons.keySet()) {
      classes[i] = box.classId();
      values[4 * i] = box.centreX();
      values[4 * i + 1] = box.centreY();
      values[4 * i + 2] = box.width();
      values[4 * i + 3] = box.height();
      i++;
    }
    boolean outlined = polygons.values().stream().anyMatch(polygon -> polygon.length > 0);
    float[][] outlines = outlined ? polygons.values().toArray(float[][]::new) : new float[0][];
    return new ImageRecord(uri, width, height, classes, values, outlines);
  }

  private void add(int line, Box box, float[] polygon) {
    if (polygons.putIfAbsent(box, polygon) != null) {
      problems.add(
          ProblemKind.DUPLICATE_BOX,
          file,
          line,
          "class id " + box.classId() + " has the same box before; box dropped");
    }
  }

  private void reportEmpty(int line, double boxWidth, double boxHeight) {
    problems.add(
        ProblemKind.EMPTY_BOX,
        file,
        line,
        "width " + pixels(boxWidth) + " px, height " + pixels(boxHeight) + " px; box dropped");
  }

  private static String pixels(double value) {
    double rounded = Math.round(value * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
