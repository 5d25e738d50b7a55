package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.engine.EngineException;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.Compute;
import io.yolospark.device.MemoryWatch;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.job.ExitCode;
import io.yolospark.job.RankBody;
import io.yolospark.job.RankContext;
import io.yolospark.job.RankFailedException;
import io.yolospark.job.TestCluster;
import io.yolospark.model.Mode;
import io.yolospark.report.Notice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory ends on one of two ranks, each an executor JVM, from its third step on. */
@Timeout(240)
@ExtendWith(TestCluster.class)
class ShrinkIT {

  private static final int BEFORE = 2;
  private static final int AFTER = 4;
  private static final int IMAGES = 40;

  /** Three micro-steps give three times the gradient of one: the usual rate would diverge. */
  private static final TrainConfig CONFIG =
      Configs.load(Configs.LEAST, "train.learning-rate=0.002").train();

  /**
   * What became of it.
   *
   * @param difference largest from a run that was told to use the smaller batch from that step on
   * @param messages of the notices
   */
  private record Outcome(float difference, long checksum, ArrayList<String> messages)
      implements Serializable {}

  /** 10 images a step are 5 for each rank: 5 becomes 3 and 2. */
  private static BatchPlan plan(int ranks, int micro) {
    return new BatchPlan(ranks, 10, micro, IMAGES, 1, 1);
  }

  /** Memory for {@code most} images and no more, on rank 1 and from a certain step on. */
  private static final class Shortage implements MemoryWatch {
    private final String phase;
    private final int most;
    private boolean begun;

    Shortage(String phase, int most) {
      this.phase = phase;
      this.most = most;
    }

    @Override
    public void check(String seen, int images) {
      if (begun && seen.equals(phase) && images > most) {
        throw new EngineException("DefaultCPUAllocator: can't allocate memory");
      }
    }
  }

  private static NoiseTraining training(
      RankContext context,
      TrainConfig config,
      boolean overlap,
      OutOfMemoryPolicy policy,
      MemoryWatch watch) {
    BatchPlan plan = plan(context.worldSize(), 5);
    return new NoiseTraining(
        "gelan-t", Mode.FROZEN, plan, config, context.collective(), overlap, policy, watch);
  }

  @ParameterizedTest
  @CsvSource({
    "forward, 3, 1, true",
    "backward, 3, 1, true",
    "backward, 3, 1, false",
    "backward, 2, 2, true"
  })
  void theStepIsDoneAgainWithLessAndEqualsARunToldSo(
      String phase, int most, int shrinks, boolean overlap) throws Exception {
    TrainConfig config = CONFIG;
    RankBody<Outcome> body =
        context -> {
          Compute.start(1);
          Shortage shortage = new Shortage(phase, context.rank() == 1 ? most : 5);
          try (NoiseTraining short1 =
                  training(context, config, overlap, OutOfMemoryPolicy.SHRINK, shortage);
              NoiseTraining told =
                  training(context, config, overlap, OutOfMemoryPolicy.SHRINK, MemoryWatch.NONE)) {
            short1.run(BEFORE);
            shortage.begun = true;
            short1.run(AFTER);
            told.run(BEFORE);
            for (int i = 0; i < shrinks; i++) {
              told.shrink();
            }
            told.run(AFTER);
            return new Outcome(
                NoiseTraining.distance(short1.parameters(), told.parameters()),
                Replicas.checksum(short1.parameters()),
                new ArrayList<>(short1.notices().stream().map(Notice::message).toList()));
          }
        };

    List<Outcome> outcomes = TestCluster.run("shrink-" + phase + most + overlap, body);

    assertThat(outcomes).allSatisfy(each -> assertThat(each.difference()).isLessThan(1e-5f));
    assertThat(outcomes.get(0).checksum()).isEqualTo(outcomes.get(1).checksum());
    assertThat(outcomes.get(0).messages())
        .hasSize(shrinks)
        .first()
        .isEqualTo(
            "Out of memory in training "
                + phase
                + " on rank 1, at step 3 of epoch 1, with 5 images of 64 px in a forward pass;"
                + " from this step on batch.train.micro is 3, in 2 micro-steps; batch.train.global"
                + " stays 10");
    assertThat(outcomes.get(1).messages()).isEmpty();
  }

  @Test
  void withoutLeaveToShrinkEveryRankEndsAtOnce() {
    TrainConfig config = CONFIG;
    RankBody<Integer> body =
        context -> {
          Compute.start(1);
          Shortage shortage = new Shortage("backward", context.rank() == 1 ? 4 : 5);
          shortage.begun = true;
          try (NoiseTraining training =
              training(context, config, true, OutOfMemoryPolicy.FAIL, shortage)) {
            training.run(1);
            return 0;
          }
        };

    RankFailedException failure =
        catchThrowableOfType(RankFailedException.class, () -> TestCluster.run("no-shrink", body));

    assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.OUT_OF_MEMORY);
    assertThat(failure.failure().exceptionClasses()).contains(OutOfMemoryException.class.getName());
    assertThat(failure)
        .hasMessageContaining("Out of memory in training backward on rank 1, at step 1 of epoch 1")
        .hasMessageContaining("lower batch.train.micro");
  }
}
