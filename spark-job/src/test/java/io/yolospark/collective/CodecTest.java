package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of a format are computed from its definition, in double precision. */
class CodecTest {

  private static final int NUMBERS = 1 << 16;

  @ParameterizedTest
  @CsvSource({"FP16, 10, 15", "BF16, 7, 127"})
  void decodesEveryNumberOfTheFormat(WireFormat format, int fractionBits, int bias) {
    for (int number = 0; number < NUMBERS; number++) {
      float expected = value(number, fractionBits, bias);
      assertThat(decode(format, number))
          .as("number %04x", number)
          .isEqualTo(Float.valueOf(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"FP16, 10, 15", "BF16, 7, 127"})
  void roundsToTheNearestNumberAndTiesToEven(WireFormat format, int fractionBits, int bias) {
    int infinity = NUMBERS / 2 - (1 << fractionBits);
    List<Float> floats = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int number = 0; number < infinity; number++) {
      double low = value(number, fractionBits, bias);
      // the next number, had the format one more exponent
      double high = number + 1 < infinity ? value(number + 1, fractionBits, bias) : 2 * half(low);
      float middle = (float) ((low + high) / 2);
      floats.addAll(List.of((float) low, Math.nextDown(middle), middle, Math.nextUp(middle)));
      expected.addAll(List.of(number, number, number + (number & 1), number + 1));
    }
    for (int sign : new int[] {1, -1}) {
      int[] numbers = encode(format, floats, sign);
      for (int i = 0; i < numbers.length; i++) {
        int number = expected.get(i) | (sign < 0 ? NUMBERS / 2 : 0);
        assertThat(numbers[i]).as("%s times %d", floats.get(i), sign).isEqualTo(number);
      }
    }
  }

  /** Of the largest finite number, the power of two above it, halved. */
  private static double half(double largest) {
    return Math.scalb(1.0, Math.getExponent(largest));
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void infinitiesAndNotANumberStayWhatTheyAre(WireFormat format) {
    List<Float> special =
        List.of(
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            Float.intBitsToFloat(0x7f800001),
            Float.intBitsToFloat(0xffffffff),
            0f);
    float[] decoded = roundTrip(format, special);
    assertThat(decoded)
        .containsExactly(
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.NaN, Float.NaN, 0f);
  }

  @Test
  void onlyHalvesOverflowAndUnderflow() {
    List<Float> values = List.of(65519f, 65520f, -1e38f, 0x1p-24f, 0x1p-25f, 0x1.8p-25f, 1e-38f);
    assertThat(roundTrip(WireFormat.FP16, values))
        .containsExactly(
            65504f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0x1p-24f, 0, 0x1p-24f, 0);
    for (float value : roundTrip(WireFormat.BF16, values)) {
      assertThat(value).isFinite().isNotZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 2047, 2048, 2049})
  void everyNumberOfFloatsKeepsItsPlaces(int count) {
    for (WireFormat format : WireFormat.values()) {
      List<Float> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add((float) (i % 200));
      }
      assertThat(roundTrip(format, values)).as("%s", format).containsExactly(floats(values));
    }
  }

  @ParameterizedTest
  @CsvSource({"FP16, 11, 0x1p-14", "BF16, 8, 0x1p-126"})
  void errorIsAtMostTheUnitRoundoff(WireFormat format, int precision, double leastNormal) {
    Random random = new Random(1);
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      values.add((float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 8)));
    }
    float[] decoded = roundTrip(format, values);
    double roundoff = Math.scalb(1.0, -precision);
    for (int i = 0; i < decoded.length; i++) {
      double magnitude = Math.max(Math.abs(values.get(i)), leastNormal);
      assertThat(Math.abs(decoded[i] - (double) values.get(i)))
          .isLessThanOrEqualTo(magnitude * roundoff);
    }
  }

  private static float value(int number, int fractionBits, int bias) {
    int fraction = number & ((1 << fractionBits) - 1);
    int exponent = (number & 0x7fff) >> fractionBits;
    int sign = number < NUMBERS / 2 ? 1 : -1;
    if (exponent == 2 * bias + 1) {
      return fraction > 0 ? Float.NaN : sign * Float.POSITIVE_INFINITY;
    }
    double scaled = Math.scalb((double) fraction, -fractionBits) + (exponent > 0 ? 1 : 0);
    double magnitude = Math.scalb(scaled, Math.max(exponent, 1) - bias);
    return magnitude == 0 ? 0f : (float) (sign * magnitude);
  }

  private static float decode(WireFormat format, int number) {
    Staging staging = Staging.allocate(1);
    staging.ints().put(0, number);
    float[] values = new float[Codec.MOST];
    Codec.of(format).decode(staging, 0, values, 1);
    return values[0] == 0 ? 0f : values[0];
  }

  private static int[] encode(WireFormat format, List<Float> values, int sign) {
    Codec codec = Codec.of(format);
    Staging staging = Staging.allocate(1);
    float[] one = new float[Codec.MOST];
    int[] numbers = new int[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      one[0] = values.get(i) * sign;
      codec.encode(one, 1, staging, 0);
      numbers[i] = staging.ints().get(0);
    }
    return numbers;
  }

  private static float[] roundTrip(WireFormat format, List<Float> values) {
    Codec codec = Codec.of(format);
    float[] all = floats(values);
    float[] block = new float[Codec.MOST];
    Staging staging = Staging.allocate(codec.words(all.length) + 1);
    for (int done = 0; done < all.length; done += Codec.MOST) {
      int count = Math.min(Codec.MOST, all.length - done);
      System.arraycopy(all, done, block, 0, count);
      codec.encode(block, count, staging, 1 + codec.words(done));
    }
    for (int done = 0; done < all.length; done += Codec.MOST) {
      int count = Math.min(Codec.MOST, all.length - done);
      codec.decode(staging, 1 + codec.words(done), block, count);
      System.arraycopy(block, 0, all, done, count);
    }
    return all;
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
