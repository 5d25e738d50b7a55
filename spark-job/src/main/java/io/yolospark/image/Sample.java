package io.yolospark.image;

/**
 * One image prepared for the network.
 *
 * @param record position of the image's record in the list the loader was given
 * @param pixels RGB, interleaved rows (HWC), {@code 3 * size * size} bytes
 * @param size side of the square in pixels
 * @param labels rows of class, centre x, centre y, width, height, normalised to the square; {@code
 *     5 * n} values
 * @param letterbox how the original was placed; null for augmented images, which have no single
 *     original
 */
public record Sample(int record, byte[] pixels, int size, float[] labels, Letterbox letterbox) {

  /** Number of labelled boxes. */
  public int boxCount() {
    return labels.length / 5;
  }
}
