package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.Precision;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.Compute;
import io.yolospark.job.RankBody;
import io.yolospark.job.RankContext;
import io.yolospark.job.TestCluster;
import io.yolospark.model.Mode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One of two ranks, each an executor JVM, has a number that is not finite. */
@Timeout(240)
@ExtendWith(TestCluster.class)
class PoisonedRankIT {

  private static final TrainConfig CONFIG = Configs.load(Configs.LEAST).train();

  /** What a rank makes of it: message, and whether the step has changed a bit of the replica. */
  private record Outcome(String message, boolean unchanged) implements Serializable {}

  private static NoiseTraining training(
      RankContext context, TrainConfig config, Precision precision) {
    BatchPlan plan = new BatchPlan(context.worldSize(), 7, 2, 40, 1, 1);
    return new NoiseTraining(
        "gelan-t", Mode.TRAIN, plan, config, context.collective(), LossScale.of(precision));
  }

  private static void poisonGradient(NoiseTraining training, float bad) {
    try (NDArray gradient = training.parameters().leaves().get(1).getGradient()) {
      gradient.set(new NDIndex("7"), bad);
    }
  }

  private static void poisonParameter(NoiseTraining training, float bad) {
    NDArray leaf = training.parameters().leaves().get(0);
    leaf.setRequiresGradient(false);
    leaf.set(new NDIndex("0"), bad);
    leaf.setRequiresGradient(true);
  }

  /** Checksums of parameters, statistics, their averages, and of the optimizer. */
  private static List<Long> state(NoiseTraining training) {
    List<Long> state = new ArrayList<>();
    state.add(Replicas.checksum(training.parameters()));
    state.add(Replicas.checksum(training.update().ema().average()));
    for (NDArray buffer : training.update().optimizer().buffers().get("momentum")) {
      state.add((long) Arrays.hashCode(buffer.toFloatArray()));
    }
    return state;
  }

  @ParameterizedTest
  @CsvSource({"gradient, NaN", "gradient, Infinity", "loss, NaN"})
  void everyRankEndsWithTheSameMessageAndChangesNothing(String what, float bad) throws Exception {
    TrainConfig config = CONFIG;
    RankBody<Outcome> body =
        context -> {
          Compute.start(1);
          try (NoiseTraining training = training(context, config, Precision.FP32)) {
            training.run(2);
            if (context.rank() == 1 && what.equals("gradient")) {
              poisonGradient(training, bad);
            } else if (context.rank() == 1) {
              poisonParameter(training, bad);
            }
            List<Long> before = state(training);
            try {
              training.run(1);
              return new Outcome("none", false);
            } catch (DivergedException e) {
              return new Outcome(e.getMessage(), state(training).equals(before));
            }
          }
        };

    assertThat(TestCluster.run("poison-" + what + bad, body))
        .containsOnly(
            new Outcome(
                "Training diverged at step 2: the " + what + " is not finite on rank 1", true));
  }

  /** Gradients that overflow in half precision are no divergence until no scale helps. */
  @Test
  void anOverflowInHalfPrecisionIsLeftOut() throws Exception {
    TrainConfig config = CONFIG;
    RankBody<ArrayList<Outcome>> body =
        context -> {
          Compute.start(1);
          ArrayList<Outcome> outcomes = new ArrayList<>(); // serialisable
          try (NoiseTraining training = training(context, config, Precision.FP16)) {
            training.run(2);
            for (int i = 0; i < 18; i++) {
              // the second step is sound
              if (i != 1 && context.rank() == 1) {
                poisonGradient(training, Float.POSITIVE_INFINITY);
              }
              List<Long> before = state(training);
              String message = "left out";
              try {
                training.run(1);
              } catch (DivergedException e) {
                message = e.getMessage();
              }
              outcomes.add(new Outcome(message, state(training).equals(before)));
            }
            return outcomes;
          }
        };

    List<Outcome> expected = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      expected.add(new Outcome("left out", i != 1));
    }
    expected.add(
        new Outcome("Training diverged at step 19: the gradient is not finite on rank 1", true));
    assertThat(TestCluster.run("overflow", body))
        .allSatisfy(rank -> assertThat(rank).isEqualTo(expected));
  }
}
