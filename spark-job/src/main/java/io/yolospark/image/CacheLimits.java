package io.yolospark.image;

/**
 * Heap that a {@link SampleLoader} may keep images in, so that later epochs (and mosaic partners)
 * do not read and decode again. Pixels are preferred; an image whose pixels do not fit is kept as
 * its file's bytes.
 *
 * @param encodedBytes for files as they are stored; 0 keeps none
 * @param pixelBytes for decoded and resized images, up to 3 x image-size^2 bytes each; 0 keeps none
 */
public record CacheLimits(long encodedBytes, long pixelBytes) {

  public CacheLimits {
    if (encodedBytes < 0 || pixelBytes < 0) {
      throw new IllegalArgumentException(
          "Cache limits must not be negative: " + encodedBytes + ", " + pixelBytes);
    }
  }
}
