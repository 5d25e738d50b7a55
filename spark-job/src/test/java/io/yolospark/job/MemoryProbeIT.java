package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.JobConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The probe on two real executor JVMs. */
@Timeout(200)
@ExtendWith(TestCluster.class)
class MemoryProbeIT {

  @TempDir private Path folder;

  private JobConfig config(String... settings) throws IOException {
    return TinyJob.draw(folder, 16, 7).config(settings);
  }

  @Test
  void measuresWhatThePlanNeeds() throws Exception {
    Preparation preparation = Preparation.of(TestCluster.context(), config(), true);

    assertThat(preparation.probe()).isPresent();
    assertThat(preparation.describe())
        .contains(
            "rank 1: limit", "training step, micro-batch of 1", "validation batch, batch of 3");
    MemoryProbe probe = preparation.probe().get();
    assertThat(probe.ranks()).hasSize(2);
    assertThat(probe.ranks().get(0).trials()).isEqualTo(probe.ranks().get(1).trials()).hasSize(2);
  }

  @Test
  void autoTakesWhatTheShareAllows() throws Exception {
    JobConfig config = config("batch.train.micro=auto", "batch.validation.per-executor=auto");

    Preparation preparation = Preparation.of(TestCluster.context(), config, false);

    // 24 GiB would hold more: a rank's share of the global batch, and of the validation split
    assertThat(preparation.plan().microBatch()).isEqualTo(2);
    assertThat(preparation.plan().validationBatch()).isEqualTo(4);
    assertThat(preparation.describe()).contains("tried training step of 2");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeTheFirstEpoch() throws Exception {
    // the part of this machine's memory that a JVM with the engine fills is far above 0.1 %
    JobConfig config = config("memory.headroom=99.9%");

    assertThatThrownBy(() -> Preparation.of(TestCluster.context(), config, true))
        .isInstanceOf(MemoryException.class)
        .hasMessageContaining("batch.train.micro: a training step of 1 takes ")
        .hasMessageContaining("at most 0.1 % may be used (memory.headroom)")
        .hasMessageContaining("batch.validation.per-executor: a validation batch of 3 takes ")
        .hasMessageContaining("not even 1 image fits");
    assertThat(ExitCode.of(new MemoryException(""))).isEqualTo(ExitCode.OUT_OF_MEMORY);
  }
}
