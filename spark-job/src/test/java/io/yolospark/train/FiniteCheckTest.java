package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Ranks;
import io.yolospark.device.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteCheckTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "3, 3, none",
        "3, 2, the gradient is not finite on rank 2",
        "0, 3, the loss is not finite on rank 0",
        "2, 1, the loss is not finite on rank 2"
      })
  void everyRankSaysTheSame(int badLoss, int badGradient, String fault) throws Exception {
    assertThat(
            Ranks.run(
                3,
                group -> {
                  Compute.start(1);
                  FiniteCheck check = new FiniteCheck(group.rank(), 3);
                  check.begin();
                  check.loss(1, group.rank() == badLoss ? Double.NaN : 2);
                  look(check, group.rank() == badGradient ? Float.NEGATIVE_INFINITY : 1);
                  double[] word = check.word();
                  group.allReduce(word);
                  return check.fault(word);
                }))
        .containsOnly(fault);
  }

  @Test
  void severalRanksAreCounted() throws Exception {
    assertThat(
            Ranks.run(
                3,
                group -> {
                  FiniteCheck check = new FiniteCheck(group.rank(), 3);
                  check.begin();
                  check.loss(group.rank() == 0 ? 1 : Double.POSITIVE_INFINITY);
                  double[] word = check.word();
                  group.allReduce(word);
                  return check.fault(word);
                }))
        .containsOnly("the loss is not finite on 2 of 3 ranks");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneNumberIsEnoughUntilTheNextStep(float bad) {
    Compute.start(1);
    FiniteCheck check = new FiniteCheck(0, 1);
    check.begin();
    look(check, bad);
    look(check, 1);
    assertThat(check.fault(check.word())).isEqualTo("the gradient is not finite on rank 0");

    check.begin();
    look(check, 1);
    assertThat(check.fault(check.word())).isNull();
  }

  private static void look(FiniteCheck check, float last) {
    try (NDManager manager = NDManager.newBaseManager();
        NDArray gradient = manager.create(new float[] {1, -1e30f, last})) {
      check.gradient(gradient);
    }
  }
}
