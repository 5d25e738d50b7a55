package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.WireFormat;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of gradients over TCP in every wire format. */
@Timeout(60)
class WireFormatTest {

  private static final int SIZE = 300_007;

  @ParameterizedTest
  @CsvSource({
    "FP16, 2, 11, 0x1p-14", "FP16, 3, 11, 0x1p-14", "FP16, 5, 11, 0x1p-14",
    "BF16, 2, 8, 0x1p-126", "BF16, 3, 8, 0x1p-126", "BF16, 5, 8, 0x1p-126"
  })
  void sumsAreBitIdenticalOnAllRanksAndWithinTheBoundOfTheirHops(
      WireFormat format, int ranks, int precision, double leastNormal) throws Exception {
    float[][] terms = terms(ranks);
    List<float[]> sums = sum(settings(format, false), terms, 1);
    double roundoff = Math.scalb(1.0, -precision);
    for (int i = 0; i < SIZE; i++) {
      double exact = 0;
      double magnitude = 0;
      for (float[] own : terms) {
        exact += own[i];
        magnitude += Math.abs(own[i]);
      }
      // every one of the hops rounds a sum of some of the terms, and of earlier errors
      double bound = ranks * roundoff * Math.max(magnitude, leastNormal) * (1 + ranks * roundoff);
      assertThat(Math.abs(sums.get(0)[i] - exact)).isLessThanOrEqualTo(bound);
    }
    assertIdentical(sums);
    assertThat(Arrays.equals(sum(settings(format, false), terms, 1).get(0), sums.get(0))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void singlePrecisionIsWhatTheExactSumGives(int ranks) throws Exception {
    float[][] terms = terms(ranks);
    List<float[]> exact =
        Ranks.run(
            ranks,
            settings(WireFormat.FP32, false),
            group -> {
              float[] own = terms[group.rank()].clone();
              group.allReduceExact(FloatBuffer.wrap(own));
              return own;
            });
    List<float[]> sums = sum(settings(WireFormat.FP32, false), terms, 1);
    assertThat(Arrays.equals(sums.get(0), exact.get(0))).isTrue();
    assertIdentical(sums);
  }

  @Test
  void valuesThatAreKeptAreSummedExactlyWhateverTheWireFormat() throws Exception {
    List<float[]> sums =
        Ranks.run(
            2,
            settings(WireFormat.BF16, false),
            group -> {
              float[] own = new float[SIZE];
              Arrays.fill(own, 1 + 0x1p-20f);
              group.allReduceExact(FloatBuffer.wrap(own));
              return own;
            });
    assertThat(sums.get(1)).containsOnly(2 + 0x1p-19f);
  }

  @Test
  void overflowIsInfiniteAndNotANumberSpreadsOnAllRanks() throws Exception {
    float[][] terms = new float[3][SIZE];
    for (float[] own : terms) {
      Arrays.fill(own, 1);
    }
    terms[0][5] = 60000;
    terms[1][5] = 60000;
    terms[2][6] = Float.NaN;
    terms[1][7] = Float.NEGATIVE_INFINITY;
    terms[1][8] = 0x1p-24f;
    for (float[] sums : sum(settings(WireFormat.FP16, true), terms, 1)) {
      assertThat(sums[4]).isEqualTo(3);
      assertThat(sums[5]).isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(sums[6]).isNaN();
      assertThat(sums[7]).isEqualTo(Float.NEGATIVE_INFINITY);
      assertThat(sums[8]).isEqualTo(2);
    }
    // what could not be sent is not owed: the next sums are finite again
    float[][] next = terms.clone();
    List<float[]> sums =
        Ranks.run(
            3,
            settings(WireFormat.FP16, true),
            group -> {
              float[] own = next[group.rank()].clone();
              group.allReduce("all", FloatBuffer.wrap(own));
              Arrays.fill(own, 1);
              group.allReduce("all", FloatBuffer.wrap(own));
              return own;
            });
    for (float value : sums.get(1)) {
      assertThat(value).isFinite();
    }
  }

  /** Without feedback a term below the rounding of its sum is lost in every round. */
  @ParameterizedTest
  @CsvSource({"FP16, 2", "BF16, 2", "BF16, 3"})
  void errorFeedbackKeepsTheTotalErrorOfManyRoundsAsSmallAsThatOfOne(WireFormat format, int ranks)
      throws Exception {
    int rounds = 200;
    float[][] terms = terms(ranks);
    List<float[]> with = sum(settings(format, true), terms, rounds);
    List<float[]> without = sum(settings(format, false), terms, rounds);
    assertIdentical(with);
    double roundoff = Math.scalb(1.0, format == WireFormat.FP16 ? -11 : -8);
    double worstWithout = 0;
    for (int i = 0; i < SIZE; i++) {
      double exact = 0;
      double magnitude = 0;
      for (float[] own : terms) {
        exact += own[i] * (double) rounds;
        magnitude += Math.abs(own[i]);
      }
      // what the ranks still owe, and 2^-24 a round of the additions in single precision
      double bound = 2 * ranks * roundoff * magnitude + rounds * Math.abs(exact) * 0x1p-24 + 1e-6;
      assertThat(Math.abs(with.get(0)[i] - exact)).isLessThanOrEqualTo(bound);
      worstWithout = Math.max(worstWithout, Math.abs(without.get(0)[i] - exact) / bound);
    }
    assertThat(worstWithout).isGreaterThan(10);
  }

  @Test
  void partOfTheGradientKeepsItsSize() throws Exception {
    List<String> messages =
        Ranks.run(
            2,
            settings(WireFormat.FP16, true),
            group -> {
              group.allReduce("neck", FloatBuffer.allocate(SIZE));
              try {
                group.allReduce("neck", FloatBuffer.allocate(SIZE + 1));
                return "";
              } catch (IllegalArgumentException e) {
                return e.getMessage();
              }
            });
    assertThat(messages)
        .containsOnly("Cannot reduce neck: it had 300007 elements, now it has 300008");
  }

  /** Every rank's total of the sums of several rounds with the same terms. */
  private static List<float[]> sum(AllReduceConfig settings, float[][] terms, int rounds)
      throws Exception {
    return Ranks.run(
        terms.length,
        settings,
        group -> {
          float[] total = new float[SIZE];
          for (int round = 0; round < rounds; round++) {
            float[] own = terms[group.rank()].clone();
            group.allReduce("all", FloatBuffer.wrap(own));
            for (int i = 0; i < SIZE; i++) {
              total[i] += own[i];
            }
          }
          return total;
        });
  }

  private static float[][] terms(int ranks) {
    float[][] terms = new float[ranks][SIZE];
    Random random = new Random(ranks);
    for (float[] own : terms) {
      for (int i = 0; i < SIZE; i++) {
        own[i] = (float) (random.nextGaussian() * Math.pow(10, -(i % 6)));
      }
    }
    return terms;
  }

  private static AllReduceConfig settings(WireFormat format, boolean feedback) {
    List<String> sets = new ArrayList<>();
    sets.add("all-reduce.transport=tcp");
    sets.add("all-reduce.wire=" + format.name().toLowerCase(Locale.ROOT));
    sets.add("all-reduce.error-feedback=" + feedback);
    return ConfigLoader.sections(sets).allReduce();
  }

  private static void assertIdentical(List<float[]> sums) {
    for (float[] each : sums) {
      assertThat(Arrays.equals(each, sums.get(0))).isTrue();
    }
  }
}
