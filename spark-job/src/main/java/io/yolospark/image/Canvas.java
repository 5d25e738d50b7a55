package io.yolospark.image;

import java.util.Arrays;

/**
 * A square of border grey that images are placed on. Confined to one thread.
 *
 * @param pixels RGB, interleaved rows
 * @param side in pixels
 */
record Canvas(byte[] pixels, int side) {

  static Canvas grey(int side) {
    byte[] pixels = new byte[3 * side * side];
    Arrays.fill(pixels, (byte) Letterbox.BORDER);
    return new Canvas(pixels, side);
  }

  /** Copies an image, its top-left corner at (x, y); what lies outside the canvas is cropped. */
  void place(PixelImage image, int x, int y) {
    int left = Math.max(x, 0);
    int right = Math.min(x + image.width(), side);
    int top = Math.max(y, 0);
    int bottom = Math.min(y + image.height(), side);
    if (left >= right) {
      return;
    }
    for (int row = top; row < bottom; row++) {
      int from = 3 * ((row - y) * image.width() + left - x);
      System.arraycopy(image.pixels(), from, pixels, 3 * (row * side + left), 3 * (right - left));
    }
  }
}
