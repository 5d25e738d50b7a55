package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.Configs;
import io.yolospark.config.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows "LR factor" and "Warm-up" of the specification, section 13; there a batch is a step. */
class ScheduleTest {

  private static TrainConfig config(String... overrides) {
    return Configs.load(Configs.LEAST + "train: {epochs: 500}\n", overrides).train();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0.998020", "250, 0.505", "400, 0.208", "499, 0.01198"})
  void linearFactor(int epoch, double factor) {
    assertThat(new Schedule(config(), 100).factor(epoch)).isCloseTo(factor, within(5e-7));
  }

  @ParameterizedTest
  @CsvSource({
    "cosine, 0, 1",
    "cosine, 400, 0.104537",
    "flat-cosine, 250, 1",
    "flat-cosine, 251, 0.999961",
    "flat-cosine, 400, 0.352037",
    "flat-cosine, 499, 0.010039",
    "fixed, 0, 1",
    "fixed, 499, 1"
  })
  void otherFactors(String schedule, int epoch, double factor) {
    TrainConfig config = config("train.schedule=" + schedule);
    assertThat(new Schedule(config, 100).factor(epoch)).isCloseTo(factor, within(5e-7));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 1, 1", "3, 2, 0.01"})
  void flatCosineOfFewEpochs(int epochs, int epoch, double factor) {
    TrainConfig config = config("train.schedule=flat-cosine", "train.epochs=" + epochs);
    assertThat(new Schedule(config, 100).factor(epoch)).isCloseTo(factor, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.1, 0, 0.8",
    "0, 50, 0.085, 0.001667, 0.82283",
    "1, 150, 0.054990, 0.004990, 0.8685",
    "3, 300, 0.009941, 0.009941, 0.937",
    "3, 301, 0.009941, 0.009941, 0.937",
    "250, 25000, 0.00505, 0.00505, 0.937"
  })
  void warmUp(int epoch, long step, double bias, double other, double momentum) {
    Schedule schedule = new Schedule(config(), 100);

    assertThat(schedule.warmUpSteps()).isEqualTo(300);
    Rates rates = schedule.at(epoch, step);
    assertThat(rates.bias()).isCloseTo(bias, within(5e-7));
    assertThat(rates.other()).isCloseTo(other, within(5e-7));
    assertThat(rates.momentum()).isCloseTo(momentum, within(5e-6));
  }

  @Test
  void warmUpHasALeastLength() {
    assertThat(new Schedule(config(), 10).warmUpSteps()).isEqualTo(100);
    assertThat(new Schedule(config("train.warm-up.min-steps=7"), 10).warmUpSteps()).isEqualTo(30);
  }

  @Test
  void withoutWarmUpTheFirstStepHasTheFullRate() {
    TrainConfig config = config("train.warm-up.epochs=0", "train.warm-up.min-steps=0");

    assertThat(new Schedule(config, 10).at(0, 0)).isEqualTo(new Rates(0.01, 0.01, 0.937));
  }
}
