package io.yolospark.image;

/**
 * One image prepared for the network.
 *
 * @param record position of the image's record in the list the loader was given
 * @param pixels RGB, interleaved rows (HWC), {@code 3 * width * height} bytes
 * @param width in pixels
 * @param height in pixels
 * @param labels rows of class, centre x, centre y, width, height, normalised to the image; {@code 5
 *     * n} values
 * @param letterbox how the original was placed; null for augmented images, which have no single
 *     original
 */
public record Sample(
    int record, byte[] pixels, int width, int height, float[] labels, Letterbox letterbox) {

  /** A square image. */
  public Sample(int record, byte[] pixels, int size, float[] labels, Letterbox letterbox) {
    this(record, pixels, size, size, labels, letterbox);
  }

  /** Number of labelled boxes. */
  public int boxCount() {
    return labels.length / 5;
  }
}
