package io.yolospark.collective;

/**
 * IEEE 754 half precision, rounded to nearest, ties to even. Magnitudes from 65520 become infinite;
 * negative zero arrives as zero.
 *
 * <p>Rounding is left to a float addition: in the sum of a magnitude in [2^e, 2^(e+1)) and
 * 2^(e+13), the last bit is worth 2^(e-10), just as in a half of that magnitude. Below 2^-14, where
 * halves are multiples of 2^-24, e stays at -14.
 */
final class HalfCodec extends PairedCodec {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;
  private static final int EXPONENT = 0x7f800000;

  /** The bits of 2^16, the first magnitude whose exponent a half does not have. */
  private static final int TOO_LARGE = (127 + 16) << 23;

  /** The bits of 2^-14, the least normal half. */
  private static final int LEAST_NORMAL = (127 - 14) << 23;

  private static final int THIRTEEN = 13 << 23;

  /** From the exponent of 2^(e+13) in place in a half to e + 14. */
  private static final int EXPONENT_SHIFT = (127 + 13 - 14) << 10;

  private static final int HALF_SIGN = 0x8000;
  private static final int HALF_MAGNITUDE = 0x7fff;
  private static final int HALF_EXPONENT = 0x7c00;
  private static final int HALF_QUIET = 0x200;
  private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
  private static final int ONE_EXPONENT = 1 << 23;

  private final int[] first = new int[MOST / 2];
  private final int[] second = new int[MOST / 2];
  private final float[] firstValues = new float[MOST / 2];
  private final float[] secondValues = new float[MOST / 2];

  @Override
  void narrow(int[] numbers, int count) {
    prepare(numbers, first, second, count);
    floats(first, firstValues, 0, count);
    floats(second, secondValues, 0, count);
    add(firstValues, secondValues, count);
    bits(firstValues, first, count);
    assemble(numbers, first, second, count);
  }

  /** The magnitude of each number, bounded, and the power of two that rounds it. */
  private static void prepare(int[] numbers, int[] magnitudes, int[] powers, int count) {
    for (int i = 0; i < count; i++) {
      int excess = (numbers[i] & MAGNITUDE) - TOO_LARGE;
      int magnitude = TOO_LARGE + (excess & excess >> 31);
      int exponent = magnitude & EXPONENT;
      int missing = exponent - LEAST_NORMAL;
      magnitudes[i] = magnitude;
      powers[i] = exponent - (missing & missing >> 31) + THIRTEEN;
    }
  }

  private static void assemble(int[] numbers, int[] sums, int[] powers, int count) {
    for (int i = 0; i < count; i++) {
      int bits = numbers[i];
      int nan = (INFINITY - (bits & MAGNITUDE)) >> 31;
      int magnitude = sums[i] - powers[i] + ((powers[i] >> 13) - EXPONENT_SHIFT);
      numbers[i] = (bits >>> 16 & HALF_SIGN) | magnitude | (nan & HALF_QUIET);
    }
  }

  @Override
  void widen(int[] numbers, int count, float[] values, int index) {
    expand(numbers, first, second, count);
    floats(first, firstValues, 0, count);
    floats(second, secondValues, 0, count);
    for (int i = 0; i < count; i++) {
      values[index + i] = firstValues[i] - secondValues[i];
    }
  }

  /**
   * The bits of two floats whose difference is the half: of a normal one, it and zero; of a
   * subnormal one, its bits behind 2^-14, and 2^-14.
   */
  private static void expand(int[] halves, int[] minuends, int[] subtrahends, int count) {
    for (int i = 0; i < count; i++) {
      int half = halves[i];
      int magnitude = half & HALF_MAGNITUDE;
      int subnormal = ((magnitude & HALF_EXPONENT) - 1) >> 31;
      int special = (HALF_EXPONENT - 1 - magnitude) >> 31;
      int sign = (half & HALF_SIGN) << 16;
      int bits = (magnitude << 13) + BIAS_DIFFERENCE;
      bits += (special & BIAS_DIFFERENCE) + (subnormal & ONE_EXPONENT);
      minuends[i] = bits | sign;
      subtrahends[i] = (subnormal & LEAST_NORMAL) | sign;
    }
  }

  private static void add(float[] sums, float[] terms, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += terms[i];
    }
  }
}
