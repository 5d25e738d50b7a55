package io.yolospark.image;

import java.util.function.IntPredicate;

/** The smallest rectangle around certain pixels; right and bottom are exclusive. */
record Hull(int left, int top, int right, int bottom) {

  /** Around the pixels whose first channel has the level. */
  static Hull of(byte[] rgb, int side, int level) {
    return of(side, pixel -> (rgb[3 * pixel] & 255) == level);
  }

  /** Around the pixels (row x side + column) that match; empty and inverted where none does. */
  static Hull of(int side, IntPredicate matches) {
    return of(side, side, matches);
  }

  static Hull of(int width, int height, IntPredicate matches) {
    int left = width;
    int top = height;
    int right = 0;
    int bottom = 0;
    for (int pixel = 0; pixel < width * height; pixel++) {
      if (matches.test(pixel)) {
        left = Math.min(left, pixel % width);
        top = Math.min(top, pixel / width);
        right = Math.max(right, pixel % width + 1);
        bottom = Math.max(bottom, pixel / width + 1);
      }
    }
    return new Hull(left, top, right, bottom);
  }

  boolean isEmpty() {
    return left >= right;
  }
}
