package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.yolospark.config.TrainConfig.EmaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmaTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.00049983",
    "100, 0.0487657",
    "1000, 0.39342999",
    "2000, 0.63205735",
    "10000, 0.99316273"
  })
  void decayRises(long updates, double decay) {
    assertThat(Ema.decay(new EmaConfig(0.9999, 2000), updates)).isCloseTo(decay, within(5e-8));
  }

  @Test
  void averagesParametersAndStatistics() {
    // decay of the first update: 0.5 x (1 - exp(-1)) = 0.31606028, of the second: 0.43233236
    EmaConfig config = new EmaConfig(0.5, 1);
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters model =
            FlatParameters.from(manager, SmallModel.PARAMETERS, each -> filled(each.size(), 2));
        Ema ema = new Ema(manager, model, config)) {
      model.leaves().forEach(leaf -> leaf.muli(0f).addi(10f));
      model.statistics().muli(0f).addi(-6f);

      ema.update();
      assertThat(ema.updates()).isEqualTo(1);
      assertThat(ema.average().leaves())
          .allSatisfy(leaf -> assertAll(leaf.toFloatArray(), 0.31606028 * 2 + 0.68393972 * 10));
      assertAll(ema.average().statistics().toFloatArray(), 0.31606028 * 2 + 0.68393972 * -6);

      ema.update();
      assertThat(ema.updates()).isEqualTo(2);
      double second = 0.43233236 * (0.31606028 * 2 + 0.68393972 * 10) + 0.56766764 * 10;
      assertThat(ema.average().leaves()).allSatisfy(leaf -> assertAll(leaf.toFloatArray(), second));
      assertThat(model.leaves()).allSatisfy(leaf -> assertAll(leaf.toFloatArray(), 10));
    }
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    java.util.Arrays.fill(values, value);
    return values;
  }

  private static void assertAll(float[] values, double expected) {
    for (float value : values) {
      assertThat(value).isCloseTo((float) expected, within(2e-6f));
    }
  }
}
