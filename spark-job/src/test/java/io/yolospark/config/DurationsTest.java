package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"500ms, 500", "90s, 90000", "10m, 600000", "2h, 7200000", "1501ms, 1501"})
  void readsAndWrites(String text, long milliseconds) {
    Duration duration = Duration.ofMillis(milliseconds);
    assertThat(Durations.parse(text)).contains(duration);
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "0s", "-1s", "1.5h", "1d", "s", "1 epoch", "99999999999s"})
  void refusesOtherTexts(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void refusesToWriteWhatItCannotRead() {
    assertThatThrownBy(() -> Durations.format(Duration.ofNanos(1_000_001)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Durations.format(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
