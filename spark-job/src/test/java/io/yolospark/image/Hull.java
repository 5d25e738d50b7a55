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
    int left = side;
    int top = side;
    int right = 0;
    int bottom = 0;
    for (int pixel = 0; pixel < side * side; pixel++) {
      if (matches.test(pixel)) {
        left = Math.min(left, pixel % side);
        top = Math.min(top, pixel / side);
        right = Math.max(right, pixel % side + 1);
        bottom = Math.max(bottom, pixel / side + 1);
      }
    }
    return new Hull(left, top, right, bottom);
  }

  boolean isEmpty() {
    return left >= right;
  }
}
