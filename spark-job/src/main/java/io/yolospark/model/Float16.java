package io.yolospark.model;

/** IEEE 754 half precision (Java 17 has no conversions of its own). */
final class Float16 {

  private Float16() {}

  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
  }

  /** Rounded to nearest, ties to even; too large becomes infinite. */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7E00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7C00);
    }
    if (magnitude < 0x1p-14f) {
      // subnormal: a multiple of 2^-24
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int absolute = bits & 0x7FFFFFFF;
    int rounded = absolute + 0xFFF + (absolute >>> 13 & 1);
    return (short) (sign | ((rounded >>> 13) - (112 << 10)));
  }
}
