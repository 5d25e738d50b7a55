package io.yolospark.dataset;

import java.io.Serializable;

/**
 * One annotated image. Immutable by convention: nobody writes to the arrays.
 *
 * @param uri the image file: a Hadoop FileSystem URI
 * @param width width in pixels, after EXIF orientation
 * @param height height in pixels, after EXIF orientation
 * @param classes class id of each box
 * @param boxes centre x, centre y, width, height of each box, normalised to the image; {@code 4 *
 *     classes.length} values
 * @param polygons outline of each box, x and y of its corners by turns, normalised to the image;
 *     empty for a box without; no elements at all where no box has one
 */
public record ImageRecord(
    String uri, int width, int height, int[] classes, float[] boxes, float[][] polygons)
    implements Serializable {

  private static final float[] NO_POLYGON = {};

  /** An image of which no box has a polygon. */
  public ImageRecord(String uri, int width, int height, int[] classes, float[] boxes) {
    this(uri, width, height, classes, boxes, new float[0][]);
  }

  /** The outline of a box: x and y of its corners by turns, or no values. */
  public float[] polygon(int box) {
    return polygons.length == 0 ? NO_POLYGON : polygons[box];
  }

  /** The same image, every object of class 0. */
  public ImageRecord asOneClass() {
    return new ImageRecord(uri, width, height, new int[classes.length], boxes, polygons);
  }

  /** Number of boxes. */
  public int boxCount() {
    return classes.length;
  }
}
