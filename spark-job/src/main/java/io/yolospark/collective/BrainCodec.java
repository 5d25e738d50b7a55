package io.yolospark.collective;

/** bfloat16: the upper half of a float's bits, rounded to nearest, ties to even. */
final class BrainCodec extends PairedCodec {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  /** Added to the bits that are cut off: just below a half. */
  private static final int BELOW_HALF = 0x7fff;

  private static final int QUIET = 0x40;

  @Override
  void narrow(int[] numbers, int count) {
    for (int i = 0; i < count; i++) {
      int bits = numbers[i];
      // all ones for a NaN, which must not be rounded: it could become something else
      int nan = (INFINITY - (bits & MAGNITUDE)) >> 31;
      int upper = bits >>> 16;
      int rounded = (bits + BELOW_HALF + (upper & 1)) >>> 16;
      numbers[i] = (rounded & ~nan) | ((upper | QUIET) & nan);
    }
  }

  @Override
  void widen(int[] numbers, int count, float[] values, int index) {
    for (int i = 0; i < count; i++) {
      numbers[i] = numbers[i] << 16;
    }
    floats(numbers, values, index, count);
  }
}
