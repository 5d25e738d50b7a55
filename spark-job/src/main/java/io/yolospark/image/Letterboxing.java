package io.yolospark.image;

/** Prepares images that were decoded elsewhere, just as validation prepares its own. Stateless. */
public final class Letterboxing {
  private Letterboxing() {}

  /**
   * Resizes an image and places it in the middle of a grey square.
   *
   * @param rgb interleaved rows, {@code 3 * width * height} bytes
   * @param width in pixels
   * @param height in pixels
   * @param size side of the square in pixels
   * @return without labels, its record number 0
   */
  public static Sample of(byte[] rgb, int width, int height, int size) {
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "Cannot letterbox: " + rgb.length + " bytes are not " + width + "x" + height + " RGB");
    }
    return OpenCv.scoped(
        () -> {
          PixelImage image = PixelImage.resize(OpenCv.toMat(rgb, width, height), size);
          byte[] pixels = image.onGrey(image.letterbox());
          return new Sample(0, pixels, size, new float[0], image.letterbox());
        });
  }
}
