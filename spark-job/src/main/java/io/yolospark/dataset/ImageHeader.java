package io.yolospark.dataset;

/**
 * Size of an image as its file states it.
 *
 * @param width in pixels, after EXIF orientation
 * @param height in pixels, after EXIF orientation
 */
record ImageHeader(int width, int height) {

  /**
   * The size after orientation.
   *
   * @param orientation EXIF orientation, 1 to 8; 5 to 8 exchange width and height
   */
  static ImageHeader oriented(int width, int height, int orientation) {
    return orientation >= 5 ? new ImageHeader(height, width) : new ImageHeader(width, height);
  }
}
