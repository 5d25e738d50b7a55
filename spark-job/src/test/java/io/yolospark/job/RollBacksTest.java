package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.train.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollBacksTest {

  private static final String DIVERGED = "Training diverged at step 7 of epoch 2";

  @TempDir private Path folder;

  /** As a driver of the run has it that begins now. */
  private RollBacks rollBacks(String... settings) throws IOException {
    JobConfig config = Configs.load(Configs.LEAST, settings);
    JobConfig first = Configs.load(Configs.LEAST, "output=" + folder.resolve("out"));
    return new RollBacks(config.train(), OutputFolder.claim(first, false, new Configuration()));
  }

  private RollBacks rollBacks(double factor, int max) throws IOException {
    return rollBacks(
        "train.on-divergence=roll-back",
        "train.roll-back={learning-rate-factor: %s, max: %d}".formatted(factor, max));
  }

  @Test
  void theRateIsLoweredForTheRestOfTheRunWhoeverGoesOn() throws IOException {
    RollBacks rollBacks = rollBacks(0.5, 2);
    assertThat(rollBacks.learningRateFactor()).isEqualTo(1);

    assertThat(rollBacks.next(new DivergedException(DIVERGED)))
        .isEqualTo(DIVERGED + "; roll-back 1 of at most 2, learning rates times 0.5 from here on");
    assertThat(rollBacks.learningRateFactor()).isEqualTo(0.5);

    RollBacks next = rollBacks(0.25, 2);
    assertThat(next.learningRateFactor()).isEqualTo(0.5);
    assertThat(next.next(new DivergedException(DIVERGED)))
        .contains("roll-back 2 of at most 2, learning rates times 0.125");
    assertThatThrownBy(() -> next.next(new DivergedException(DIVERGED)))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith(
            DIVERGED
                + ", with learning rates times 0.125; all 2 roll-backs are used up (train.roll-back.max)");
    assertThat(next.causes()).hasSize(2);
    assertThat(rollBacks(0.25, 9).causes()).isEqualTo(next.causes());
  }

  @Test
  void withoutLeaveTheRunEndsAndSaysWhatToDo() throws IOException {
    RollBacks rollBacks = rollBacks();

    assertThatThrownBy(() -> rollBacks.next(new DivergedException(DIVERGED)))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith(DIVERGED + "; lower train.learning-rate or ")
        .hasMessageEndingWith("with train.on-divergence: roll-back");
    assertThat(rollBacks.causes()).isEmpty();
    assertThat(folder.resolve("out").resolve(RollBacks.FILE)).doesNotExist();
  }
}
