package io.yolospark.evaluate;

import io.yolospark.dataset.ImageRecord;

/**
 * The labelled boxes of one image. Immutable by convention: nobody writes to the arrays.
 *
 * @param classes class id of each box
 * @param boxes left, top, right, bottom of each box in pixels of the original image; {@code 4 *
 *     classes.length} values
 */
public record GroundTruth(int[] classes, float[] boxes) {

  public GroundTruth {
    if (boxes.length != 4 * classes.length) {
      throw new IllegalArgumentException(
          "Cannot pair " + classes.length + " classes with " + boxes.length + " box values");
    }
  }

  /** The boxes of a record, from normalised centre and size to corners in original pixels. */
  public static GroundTruth of(ImageRecord image) {
    float[] corners = new float[image.boxes().length];
    for (int i = 0; i < corners.length; i += 4) {
      float centreX = image.boxes()[i] * image.width();
      float centreY = image.boxes()[i + 1] * image.height();
      float halfWidth = image.boxes()[i + 2] * image.width() / 2;
      float halfHeight = image.boxes()[i + 3] * image.height() / 2;
      corners[i] = centreX - halfWidth;
      corners[i + 1] = centreY - halfHeight;
      corners[i + 2] = centreX + halfWidth;
      corners[i + 3] = centreY + halfHeight;
    }
    return new GroundTruth(image.classes(), corners);
  }
}
