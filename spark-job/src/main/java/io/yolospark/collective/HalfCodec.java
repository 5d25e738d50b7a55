package io.yolospark.collective;

/**
 * IEEE 754 half precision, rounded to nearest, ties to even. Magnitudes from 65520 become infinite;
 * negative zero arrives as zero.
 *
 * <p>Below 2^-14 halves are multiples of 2^-24. There rounding is left to a float addition: in the
 * sum of such a magnitude and a half, the last bit is worth 2^-24.
 */
final class HalfCodec extends PairedCodec {

  private static final int SIGN = 0x80000000;
  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  /** The bits of 0.5. */
  private static final int ONE_HALF = (127 - 1) << 23;

  /** The bits of 2^-14, the least normal half. */
  private static final int LEAST_NORMAL = (127 - 14) << 23;

  private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
  private static final int ONE_EXPONENT = 1 << 23;

  /** Added to the 13 bits that are cut off: just below a half. */
  private static final int BELOW_HALF = 0xfff;

  private static final int HALF_SIGN = 0x8000;
  private static final int HALF_MAGNITUDE = 0x7fff;
  private static final int HALF_INFINITY = 0x7c00;
  private static final int HALF_QUIET = 0x200;

  private final int[] lower = new int[MOST / 2];
  private final int[] upper = new int[MOST / 2];
  private final int[] lowerSums = new int[MOST / 2];
  private final int[] upperSums = new int[MOST / 2];
  private final float[] sums = new float[MOST];

  @Override
  void narrow(float[] values, int[] words, int pairs) {
    addOneHalf(values, sums, 2 * pairs);
    split(values, lower, upper, pairs);
    split(sums, lowerSums, upperSums, pairs);
    round(lower, lowerSums, pairs);
    round(upper, upperSums, pairs);
    for (int i = 0; i < pairs; i++) {
      words[i] = lower[i] | (upper[i] << 16);
    }
  }

  private static void addOneHalf(float[] values, float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] = Math.abs(values[i]) + 0.5f;
    }
  }

  private static void round(int[] numbers, int[] sums, int count) {
    for (int i = 0; i < count; i++) {
      int bits = numbers[i];
      int magnitude = bits & MAGNITUDE;
      int normal = (magnitude - BIAS_DIFFERENCE + BELOW_HALF + ((magnitude >>> 13) & 1)) >> 13;
      int excess = normal - HALF_INFINITY;
      int bounded = HALF_INFINITY + (excess & (excess >> 31));
      int small = (magnitude - LEAST_NORMAL) >> 31;
      int nan = (INFINITY - magnitude) >> 31;
      int half = (bounded & ~small) | ((sums[i] - ONE_HALF) & small) | (HALF_QUIET & nan);
      numbers[i] = half | ((bits >>> 16) & HALF_SIGN);
    }
  }

  @Override
  void widen(int[] words, float[] values, int pairs) {
    expand(words, 0, lower, lowerSums, pairs);
    expand(words, 16, upper, upperSums, pairs);
    join(lower, upper, values, pairs);
    join(lowerSums, upperSums, sums, pairs);
    subtract(values, sums, 2 * pairs);
  }

  /**
   * The bits of two floats whose difference is the half in the words from bit {@code shift} on: of
   * a normal one, it and zero; of a subnormal one, its bits behind 2^-14, and 2^-14.
   */
  private static void expand(int[] words, int shift, int[] minuends, int[] subtrahends, int count) {
    for (int i = 0; i < count; i++) {
      int half = words[i] >>> shift;
      int magnitude = half & HALF_MAGNITUDE;
      int subnormal = ((magnitude & HALF_INFINITY) - 1) >> 31;
      int special = (HALF_INFINITY - 1 - magnitude) >> 31;
      int sign = (half << 16) & SIGN;
      int bits = (magnitude << 13) + BIAS_DIFFERENCE;
      bits += (special & BIAS_DIFFERENCE) + (subnormal & ONE_EXPONENT);
      minuends[i] = bits | sign;
      subtrahends[i] = (subnormal & LEAST_NORMAL) | sign;
    }
  }

  private static void subtract(float[] minuends, float[] subtrahends, int count) {
    for (int i = 0; i < count; i++) {
      minuends[i] -= subtrahends[i];
    }
  }
}
