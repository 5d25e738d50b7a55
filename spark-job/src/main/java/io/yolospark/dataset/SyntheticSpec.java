package io.yolospark.dataset;

/**
 * What a synthetic set is drawn from. The same values give the same files, byte by byte (on the
 * same Java version: the drawing and the JPEG encoder are Java's).
 *
 * @param trainImages pictures of the training split, at least 1
 * @param valImages pictures of the validation split, at least 1
 * @param imageSide longer side of the pictures in pixels, 32 to 4096; the shorter varies from 70 %
 *     to 100 % of it
 * @param classes how many shapes are classes, 1 to 6: disc, square, triangle, star, ring, cross
 * @param seed any number
 */
public record SyntheticSpec(int trainImages, int valImages, int imageSide, int classes, long seed) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException in one line for the user
   */
  public SyntheticSpec {
    requireRange("training images", trainImages, 1, 1_000_000);
    requireRange("validation images", valImages, 1, 1_000_000);
    requireRange("image side", imageSide, 32, 4096);
    requireRange("classes", classes, 1, SyntheticShape.CLASSES.size());
  }

  private static void requireRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "synthetic set: "
              + what
              + ": "
              + value
              + " is not accepted; give "
              + least
              + " to "
              + most);
    }
  }
}
