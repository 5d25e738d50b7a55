package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({"1k, 1024", "512m, 536870912", "2G, 2147483648", "3tb, 3298534883328"})
  void readsBinaryUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "m", "-1m", "1.5g", "0m", "1 g"})
  void refusesAnythingElse(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}
