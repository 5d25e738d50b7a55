package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {

  @ParameterizedTest
  @CsvSource({"4B, 4", "1KB, 1000", "14.7MB, 14700000", "1GB, 1000000000", "1.023KB, 1020"})
  void readsWholeFloats(String text, long bytes) {
    assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3B", "1.1GB", "1 KB", "1kb", "-1KB", "12"})
  void refusesOthers(String text) {
    assertThatThrownBy(() -> new SizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(text + " is no size; accepted: 4B to 1GB, as 14.7MB");
  }
}
