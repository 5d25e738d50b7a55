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
 */
public record ImageRecord(String uri, int width, int height, int[] classes, float[] boxes)
    implements Serializable {

  /** Number of boxes. */
  public int boxCount() {
    return classes.length;
  }
}
