package io.yolospark.image;

import java.nio.ByteBuffer;

/**
 * Pixels that images are placed on. Confined to one thread.
 *
 * @param pixels RGB, interleaved rows, on the heap or native
 * @param width in pixels
 * @param height in pixels
 */
record Canvas(ByteBuffer pixels, int width, int height) {

  /** Copies an image, its top-left corner at (x, y); what lies outside the canvas is cropped. */
  void place(PixelImage image, int x, int y) {
    int left = Math.max(x, 0);
    int right = Math.min(x + image.width(), width);
    int top = Math.max(y, 0);
    int bottom = Math.min(y + image.height(), height);
    if (left >= right) {
      return;
    }
    for (int row = top; row < bottom; row++) {
      int from = 3 * ((row - y) * image.width() + left - x);
      pixels.put(3 * (row * width + left), image.pixels(), from, 3 * (right - left));
    }
  }
}
