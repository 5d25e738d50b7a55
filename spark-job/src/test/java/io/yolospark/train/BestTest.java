package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.evaluate.DetectionMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestTest {

  private final Best best = new Best();

  @Test
  void patienceCountsFromTheBestEpoch() {
    double[] fitness = {0.1, 0.3, 0.2, 0.29, 0.1};
    int[] stops = {0, 0, 0, 0, 1};
    for (int epoch = 0; epoch < fitness.length; epoch++) {
      best.offer(epoch, metrics(fitness[epoch]));
      assertThat(best.exhausted(epoch, 3)).as("epoch %d", epoch).isEqualTo(stops[epoch] == 1);
    }
    assertThat(best.epoch()).isEqualTo(1);
    assertThat(best.exhausted(100_000, 0)).isFalse();
  }

  @Test
  void equalsKeepPatienceAliveButNotTheirPlace() {
    for (int epoch = 0; epoch < 10; epoch++) {
      assertThat(best.offer(epoch, metrics(0))).isEqualTo(epoch == 0);
      assertThat(best.exhausted(epoch, 2)).isFalse();
    }
    assertThat(best.epoch()).isZero();
  }

  private static DetectionMetrics metrics(double fitness) {
    return new DetectionMetrics(0, 0, fitness, fitness, 1, 1, List.of());
  }
}
