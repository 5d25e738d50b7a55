package io.yolospark.collective;

/** bfloat16: the upper half of a float's bits, rounded to nearest, ties to even. */
final class BrainCodec extends PairedCodec {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;
  private static final int UPPER = 0xffff0000;

  /** Added to the bits that are cut off: just below a half. */
  private static final int BELOW_HALF = 0x7fff;

  private static final int QUIET = 0x400000;

  private final int[] lower = new int[MOST / 2];
  private final int[] upper = new int[MOST / 2];

  @Override
  void narrow(float[] values, int[] words, int pairs) {
    split(values, lower, upper, pairs);
    round(lower, pairs);
    round(upper, pairs);
    for (int i = 0; i < pairs; i++) {
      words[i] = (lower[i] >>> 16) | (upper[i] & UPPER);
    }
  }

  private static void round(int[] numbers, int count) {
    for (int i = 0; i < count; i++) {
      int bits = numbers[i];
      // all ones for a NaN, which must not be rounded: it could become something else
      int nan = (INFINITY - (bits & MAGNITUDE)) >> 31;
      int rounded = bits + BELOW_HALF + ((bits >>> 16) & 1);
      numbers[i] = (rounded & ~nan) | ((bits | QUIET) & nan);
    }
  }

  @Override
  void widen(int[] words, float[] values, int pairs) {
    for (int i = 0; i < pairs; i++) {
      lower[i] = words[i] << 16;
      upper[i] = words[i] & UPPER;
    }
    join(lower, upper, values, pairs);
  }
}
