package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossScaleTest {

  @Test
  void halvesAtOnceAndDoublesWithPatience() {
    LossScale scale = LossScale.of(Precision.FP16);
    double first = scale.factor();
    assertThat(scale.leavesOut(false)).isTrue();
    assertThat(scale.factor()).isEqualTo(first / 2);
    for (int step = 1; step < LossScale.PATIENCE; step++) {
      assertThat(scale.leavesOut(true)).isFalse();
    }
    assertThat(scale.factor()).isEqualTo(first / 2);
    assertThat(scale.leavesOut(true)).isFalse();
    assertThat(scale.factor()).isEqualTo(first);
  }

  @Test
  void endsWhereNoScaleHelps() {
    LossScale scale = LossScale.of(Precision.FP16);
    int left = 0;
    while (scale.leavesOut(false)) {
      left++;
    }
    assertThat(left).isEqualTo(16);
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void theRangeOfFloat32NeedsNone(Precision precision) {
    LossScale scale = LossScale.of(precision);
    assertThat(scale.leavesOut(false)).isFalse();
    assertThat(scale.leavesOut(true)).isFalse();
    assertThat(scale.factor()).isEqualTo(1);
  }
}
