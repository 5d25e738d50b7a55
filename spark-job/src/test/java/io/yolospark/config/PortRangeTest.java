package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  @Test
  void rangesOnePortAndAny() {
    assertThat(PortRange.parse("40000-40002").orElseThrow().stream())
        .containsExactly(40000, 40001, 40002);
    assertThat(PortRange.parse("65535").orElseThrow().stream()).containsExactly(65535);
    assertThat(PortRange.parse("any").orElseThrow().stream()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "70000", "40100-40000", "40000-", "a", "-1", "1-65536"})
  void otherTextsAreMistakes(String text) {
    assertThat(Configs.mistakes(Configs.LEAST, "all-reduce.ports=\"" + text + '"'))
        .singleElement()
        .asString()
        .matches(
            "all-reduce\\.ports: .* is no range of ports;"
                + " accepted: any, or ports from 1 to 65535, as 40000-40100");
  }
}
