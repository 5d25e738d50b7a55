package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipePlanTest {

  @Test
  void weightDecayIsAsWrittenUnlessScalingIsAskedFor() {
    RecipePlan plan = RecipePlan.of(Configs.load(Configs.LEAST, "batch.train.global=128"));

    assertThat(plan.effectiveWeightDecay()).isEqualTo(0.0005);
    assertThat(plan.describe())
        .isEqualTo(
            """
            recipe:
              optimizer               sgd  linear schedule
              weight decay         0.0005  as written (train.nominal-batch: null)""");
  }

  /** The reference doubles the weight decay at 128 images per step. */
  @ParameterizedTest
  @CsvSource({"128, 0.001", "64, 0.0005", "16, 0.000125"})
  void weightDecayFollowsTheNominalBatch(int global, double expected) {
    RecipePlan plan =
        RecipePlan.of(
            Configs.load(
                Configs.LEAST,
                "train.nominal-batch=64",
                "train.optimizer=adamw",
                "train.schedule=flat-cosine",
                "batch.train.global=" + global));

    assertThat(plan.effectiveWeightDecay()).isEqualTo(expected);
    assertThat(plan.describe())
        .contains("adamw  flat-cosine schedule")
        .contains("0.0005 x " + global + " images per step / train.nominal-batch: 64");
    assertThat(plan.toMap())
        .containsEntry("nominal-batch", 64)
        .containsEntry("effective-weight-decay", expected);
  }

  @Test
  void rectanglesMayNeedMoreBatchesThanPlanned() {
    RecipePlan plan = RecipePlan.of(Configs.load(Configs.LEAST, "validation.rect=true"));

    assertThat(plan.describe()).endsWith("more and smaller ones than planned");
    assertThat(plan.toMap()).containsEntry("validation-rect", true);
  }

  @Test
  void nonsenseIsRefused() {
    assertThat(
            Configs.mistakes(
                Configs.LEAST,
                "train.optimizer=sdg",
                "train.schedule=cos",
                "train.nominal-batch=0"))
        .containsExactlyInAnyOrder(
            "train.optimizer: \"sdg\" is not known; accepted: sgd, adam, adamw, lion",
            "train.schedule: \"cos\" is not known; accepted: linear, cosine, flat-cosine, fixed",
            "train.nominal-batch: 0 is out of range; accepted: 1 or more");
  }
}
