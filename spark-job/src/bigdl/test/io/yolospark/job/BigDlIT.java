package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BigDL's all-reduce between two real executor JVMs of this Spark. */
@Timeout(120)
@ExtendWith(TestCluster.class)
class BigDlIT {

  private static final int RANKS = TestCluster.RANKS;

  /** Of one operation: see {@link BigDlCollective}. */
  private static final double BOUND = RANKS / 128.0;

  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() throws Exception {
    spark = TestCluster.context();
    ClusterPreflight.check(spark, TestCluster.config(RANKS));
  }

  private static <R extends Serializable> List<R> run(String id, RankBody<R> body)
      throws Exception {
    RankStageSpec spec =
        new RankStageSpec(
            id,
            "test " + id,
            RANKS,
            0,
            Duration.ofSeconds(40),
            AllReduceConfig.within(Duration.ofSeconds(20)).by(Transport.BIGDL),
            Duration.ofSeconds(90));
    return RankStage.run(spark, spec, body);
  }

  private static float[] terms(int rank, int count, boolean positive) {
    Random random = new Random(31 + rank);
    float[] terms = new float[count];
    for (int i = 0; i < count; i++) {
      float term = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
      terms[i] = positive ? Math.abs(term) : term;
    }
    return terms;
  }

  private static float[] reduced(RankContext context, float[] terms) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(terms.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(terms)
            .flip();
    context.collective().allReduce(buffer);
    float[] sums = new float[terms.length];
    buffer.get(0, sums);
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000, 1_000_003})
  void sumsAreWithinTheBoundAndTheSameOnAllRanks(int count) throws Exception {
    List<float[]> sums =
        run("bigdl-" + count, context -> reduced(context, terms(context.rank(), count, false)));

    assertThat(sums.get(1)).isEqualTo(sums.get(0));
    float[] first = terms(0, count, false);
    float[] second = terms(1, count, false);
    double worst = 0;
    for (int i = 0; i < count; i++) {
      double exact = (double) first[i] + second[i];
      double size = Math.abs((double) first[i]) + Math.abs((double) second[i]);
      worst = Math.max(worst, Math.abs(sums.get(0)[i] - exact) / size);
    }
    assertThat(worst).isLessThan(BOUND);
    if (count > 1000) {
      assertThat(worst).as("the bound is no larger than it has to be").isGreaterThan(BOUND * 0.7);
    }
  }

  @Test
  void sumsOfPositiveTermsAreNeverTooLarge() throws Exception {
    int count = 10_000;
    float[] sums =
        run("bigdl-bias", context -> reduced(context, terms(context.rank(), count, true))).get(0);

    float[] first = terms(0, count, true);
    float[] second = terms(1, count, true);
    double lost = 0;
    for (int i = 0; i < count; i++) {
      double exact = (double) first[i] + second[i];
      assertThat(sums[i]).isLessThanOrEqualTo((float) exact);
      lost += (exact - sums[i]) / exact / count;
    }
    assertThat(lost).as("mean shortfall").isBetween(0.003, 0.006);
  }

  @Test
  void operationsFollowEachOtherWithoutOldTerms() throws Exception {
    int operations = 20;
    List<float[]> last =
        run(
            "bigdl-many",
            context -> {
              float[] result = {};
              for (int i = 0; i < operations; i++) {
                float[] terms = new float[1 + i % 3 * 1000];
                Arrays.fill(terms, (i + 1) * (context.rank() + 1));
                result = reduced(context, terms);
                for (float sum : result) {
                  if (sum != (i + 1) * 3) {
                    throw new IllegalStateException("operation " + i + " gives " + sum);
                  }
                }
              }
              return result;
            });

    assertThat(last).allSatisfy(sums -> assertThat(sums).containsOnly(operations * 3f));
  }

  @Test
  void allElseIsExactAndInfinitiesAndNotANumberArrive() throws Exception {
    float fine = 1 + 1 / 1024f;
    List<float[]> results =
        run(
            "bigdl-else",
            context -> {
              float[] kept = {fine * (context.rank() + 1)};
              context.collective().allReduceExact(FloatBuffer.wrap(kept));
              double[] control = {fine};
              context.collective().allReduce(control);
              float[] odd = reduced(context, new float[] {Float.NaN, Float.POSITIVE_INFINITY});
              return new float[] {kept[0], (float) control[0], odd[0], odd[1]};
            });

    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result)
                    .containsExactly(3 * fine, 2 * fine, Float.NaN, Float.POSITIVE_INFINITY));
  }

  @Test
  void ranksThatDisagreeOnTheSizeAreTold() {
    assertThatThrownBy(
            () -> run("bigdl-sizes", context -> reduced(context, new float[10 + context.rank()])))
        .isInstanceOf(RankFailedException.class)
        .hasMessageMatching(
            ".*rank [01] of 2, all-reduce 1 by bigdl: ranks disagree on its size: 1[01] elements"
                + " here, 21 on all together");
  }

  @Test
  void memoryIsGivenBack() throws Exception {
    RankBody<String> blocks =
        context -> SparkEnv.get().blockManager().blockInfoManager().entries().mkString("\n");
    List<String> used =
        run(
            "bigdl-use",
            context -> {
              reduced(context, new float[1000]);
              reduced(context, new float[1000]);
              reduced(context, new float[2000]);
              return blocks.run(context);
            });
    assertThat(used).allSatisfy(held -> assertThat(held).contains("gradientBytes", "weightBytes"));
    assertThat(run("bigdl-blocks", blocks))
        .allSatisfy(
            held -> assertThat(held).contains("broadcast_").doesNotContain("Bytes", "weights"));
  }
}
