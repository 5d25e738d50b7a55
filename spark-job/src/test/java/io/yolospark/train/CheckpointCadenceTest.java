package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.CheckpointInterval;
import io.yolospark.config.Configs;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointCadenceTest {

  private final AtomicLong nanos = new AtomicLong(-5);

  private CheckpointCadence cadence(String every) {
    CheckpointInterval interval =
        Configs.load(Configs.LEAST, "checkpoint.every=" + every).checkpoint().every();
    return new CheckpointCadence(interval, nanos::get);
  }

  @Test
  void everySoManyEpochs() {
    CheckpointCadence cadence = cadence("3");
    nanos.addAndGet(Duration.ofDays(9).toNanos());

    assertThat(cadence.isDue()).isFalse();
    assertThat(cadence.isDueAfter(2)).isFalse();
    assertThat(cadence.isDueAfter(3)).isTrue();
    assertThat(cadence.isDueAfter(4)).isFalse();
  }

  @Test
  void everySoMuchTime() {
    CheckpointCadence cadence = cadence("10m");
    assertThat(cadence.isDueAfter(1)).isFalse();
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    assertThat(cadence.isDue()).isTrue();
    assertThat(cadence.isDueAfter(7)).isTrue();

    cadence.taken();

    assertThat(cadence.isDue()).isFalse();
  }
}
