package io.yolospark.model;

/** bfloat16: the upper half of a single-precision number. */
final class BFloat16 {

  private BFloat16() {}

  static float toFloat(short half) {
    return Float.intBitsToFloat(half << 16);
  }

  /** Rounded to nearest, ties to even. */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // stays a NaN without its lower bits
    }
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }
}
