package io.yolospark.image;

import java.awt.Rectangle;
import java.nio.ByteBuffer;

/**
 * Pixels that images are placed on. Confined to one thread.
 *
 * @param pixels RGB, interleaved rows, on the heap or native
 * @param width in pixels
 * @param window the part of it that is drawn on
 */
record Canvas(ByteBuffer pixels, int width, Rectangle window) {

  /** Copies an image, its top-left corner at (x, y); what lies outside the window is cropped. */
  void place(PixelImage image, int x, int y) {
    Rectangle seen = window.intersection(new Rectangle(x, y, image.width(), image.height()));
    if (seen.isEmpty()) {
      return;
    }
    for (int row = seen.y; row < seen.y + seen.height; row++) {
      int from = 3 * ((row - y) * image.width() + seen.x - x);
      pixels.put(3 * (row * width + seen.x), image.pixels(), from, 3 * seen.width);
    }
  }
}
