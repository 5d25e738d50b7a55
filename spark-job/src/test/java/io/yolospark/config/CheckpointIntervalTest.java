package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointIntervalTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2 epochs, 2", "1 epoch, 1", "90s, 90s", "10m, 10m", "120m, 2h"})
  void readsEpochsAndTimes(String text, String written) {
    CheckpointInterval interval = CheckpointInterval.parse(text).orElseThrow();

    assertThat(interval).hasToString(written);
    assertThat(CheckpointInterval.parse(written)).contains(interval);
    assertThat(CheckpointInterval.parse(written).orElseThrow()).hasSameHashCodeAs(interval);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2.5", "\"0s\"", "\"ten\"", "\"1 day\"", "\"epochs\""})
  void refusesTheRest(String text) {
    assertThat(Configs.mistakes(Configs.LEAST, "checkpoint.every=" + text))
        .singleElement()
        .asString()
        .isEqualTo(
            "checkpoint.every: %s is not an interval; accepted: epochs, as 2 or \"2 epochs\", or a time above zero with its unit, as 500ms, 60s, 10m or 2h"
                .formatted(text));
  }

  @Test
  void isWrittenAsItIsRead() {
    JobConfig epochs = Configs.load(Configs.LEAST, "checkpoint.every=4 epochs");
    JobConfig time = Configs.load(Configs.LEAST, "checkpoint.every=90s");

    assertThat(ConfigWriter.write(epochs)).contains("every: 4\n");
    assertThat(ConfigWriter.write(time)).contains("every: 90s\n");
    assertThat(Configs.load(ConfigWriter.write(time))).isEqualTo(time);
    assertThat(Configs.load(ConfigWriter.write(epochs))).isEqualTo(epochs);
  }
}
