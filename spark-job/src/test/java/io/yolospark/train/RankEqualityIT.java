package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.collective.Collective;
import io.yolospark.collective.RankEndpoint;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.Compute;
import io.yolospark.job.RankBody;
import io.yolospark.job.RankContext;
import io.yolospark.job.RankFailedException;
import io.yolospark.job.TestCluster;
import io.yolospark.model.Mode;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks in two executor JVMs against one rank: the gradient collector is process-wide. */
@Timeout(240)
@ExtendWith(TestCluster.class)
class RankEqualityIT {

  private static final int STEPS = 20;
  private static final int IMAGES = 40;
  private static final TrainConfig CONFIG = Configs.load(Configs.LEAST).train();

  /**
   * Parameters of two ranks beside those of one.
   *
   * @param difference largest between the two trainings, over parameters and averages
   * @param change largest of one training from its first values
   */
  private record Comparison(float difference, float change) implements Serializable {}

  @ParameterizedTest
  @CsvSource({"yolov9-t, 4", "gelan-t, 5"})
  void twoRanksWithPartsOfABatchEqualOneWithTheWhole(String variant, int global) throws Exception {
    TrainConfig config = CONFIG;
    RankBody<Comparison> body = context -> compare(context, variant, global, config);

    assertThat(TestCluster.run("equality-" + global, body))
        .allSatisfy(
            rank -> {
              assertThat(rank.difference()).isLessThanOrEqualTo(1e-5f);
              assertThat(rank.change()).isGreaterThan(0.01f);
            });
  }

  @Test
  void ranksThatAccumulateStayIdenticalBitForBit() throws Exception {
    TrainConfig config = CONFIG;
    RankBody<Long> body =
        context -> {
          Compute.start(1);
          BatchPlan plan = new BatchPlan(context.worldSize(), 7, 2, IMAGES, 1, 1);
          try (NoiseTraining training =
              new NoiseTraining("gelan-t", Mode.TRAIN, plan, config, context.collective())) {
            training.run(6);
            Replicas.verify(training.parameters(), context.collective(), "after 6 steps");
            Replicas.verify(training.update().ema().average(), context.collective(), "on average");
            return Replicas.checksum(training.parameters());
          }
        };

    List<Long> checksums = TestCluster.run("accumulation", body);
    assertThat(checksums).hasSize(2);
    assertThat(checksums.get(0)).isEqualTo(checksums.get(1));
  }

  @Test
  void exchangeBesideBackwardChangesNoBit() throws Exception {
    TrainConfig config = CONFIG;
    RankBody<ArrayList<Long>> body =
        context -> {
          Compute.start(1);
          BatchPlan plan = new BatchPlan(context.worldSize(), 7, 2, IMAGES, 1, 1);
          ArrayList<Long> checksums = new ArrayList<>(); // serialisable
          for (boolean overlap : new boolean[] {true, false}) {
            try (NoiseTraining training =
                new NoiseTraining(
                    "yolov9-t", Mode.TRAIN, plan, config, context.collective(), overlap)) {
              training.run(4);
              checksums.add(Replicas.checksum(training.parameters()));
              checksums.add(Replicas.checksum(training.update().ema().average()));
            }
          }
          return checksums;
        };

    List<ArrayList<Long>> checksums = TestCluster.run("overlap", body);
    assertThat(checksums).hasSize(2);
    assertThat(checksums.get(1)).isEqualTo(checksums.get(0));
    assertThat(checksums.get(0).subList(2, 4)).isEqualTo(checksums.get(0).subList(0, 2));
  }

  @Test
  void aRankThatFailsBesideAnExchangeIsNamedAndEndsTheOthers() {
    RankBody<Integer> body =
        context -> {
          Compute.start(1);
          try (NDManager manager = NDManager.newBaseManager(Device.cpu());
              GradientExchange exchange =
                  GradientExchange.of(
                      context.collective(), AllReduceConfig.within(Duration.ofSeconds(60)))) {
            exchange.sum(manager.ones(new Shape(1_000_000)));
            if (context.rank() == 1) {
              throw new IllegalStateException("no gradient here");
            }
            exchange.sum(manager.ones(new Shape(1_000_000)));
            exchange.finish();
            return 0;
          }
        };

    assertThatThrownBy(() -> TestCluster.run("failure-in-backward", body))
        .isInstanceOf(RankFailedException.class)
        .hasMessageContainingAll("Rank 1", "no gradient here");
  }

  private static Comparison compare(
      RankContext context, String variant, int global, TrainConfig config) {
    Compute.start(1);
    BatchPlan parts = new BatchPlan(context.worldSize(), global, global, IMAGES, 1, 1);
    BatchPlan whole = new BatchPlan(1, global, global, IMAGES, 1, 1);
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1");
        Collective solo =
            endpoint.connect(
                0,
                List.of(endpoint.address()),
                new byte[16],
                AllReduceConfig.within(Duration.ofSeconds(10)));
        NoiseTraining together =
            new NoiseTraining(variant, Mode.FROZEN, parts, config, context.collective());
        NoiseTraining alone = new NoiseTraining(variant, Mode.FROZEN, whole, config, solo)) {
      FlatParameters first = alone.parameters().copy(alone.manager());
      together.run(STEPS);
      alone.run(STEPS);
      return new Comparison(
          Math.max(
              NoiseTraining.distance(together.parameters(), alone.parameters()),
              NoiseTraining.distance(
                  together.update().ema().average(), alone.update().ema().average())),
          NoiseTraining.distance(alone.parameters(), first));
    }
  }
}
