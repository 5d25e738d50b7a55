package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.config.Configs;
import io.yolospark.config.Precision;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateTest {

  @BeforeAll
  static void startEngine() {
    Compute.start(1);
  }

  private static final Rates RATES = new Rates(0.1, 0.01, 0.9);
  private static final TrainConfig CONFIG = Configs.load(Configs.LEAST).train();

  private final NDManager manager = NDManager.newBaseManager();
  private final FlatParameters parameters =
      FlatParameters.initial(manager, SmallModel.PARAMETERS, 3);
  private final Update update = new Update(manager, parameters, CONFIG, 16);

  @AfterEach
  void close() {
    update.close();
    manager.close();
  }

  @Test
  void aLongGradientIsScaledDownOverAllSegments() {
    List<NDArray> gradients = gradients(40);
    double norm = update.apply(gradients, RATES, "");

    assertThat(norm).isCloseTo(40, within(1e-4));
    assertThatParametersAre(parametersAfter(10));
    assertThat(Update.norm(gradients)).isZero();
    assertThat(update.ema().updates()).isEqualTo(1);
  }

  @Test
  void aShortGradientIsUsedAsItIs() {
    double norm = update.apply(gradients(9.9), RATES, "");

    assertThat(norm).isCloseTo(9.9, within(1e-5));
    assertThatParametersAre(parametersAfter(9.9));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNonFiniteGradientEndsTrainingAndChangesNothing(float bad) {
    update.apply(gradients(5), RATES, "");
    List<List<Float>> before = state();
    List<NDArray> gradients = gradients(5);
    float[] last = gradients.get(1).toFloatArray();
    last[last.length - 1] = bad;
    gradients.get(1).set(java.nio.FloatBuffer.wrap(last));

    assertThatThrownBy(() -> update.apply(gradients, RATES, "at step 7 of epoch 2"))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("at step 7 of epoch 2")
        .hasMessageContaining("not finite");
    assertThat(state()).isEqualTo(before);
    assertThat(update.ema().updates()).isEqualTo(1);
  }

  @Test
  void aFaultThatTheGradientDoesNotShowEndsTrainingAndChangesNothing() {
    List<List<Float>> before = state();

    assertThatThrownBy(() -> update.apply(gradients(5), RATES, "the loss is lost", "at step 7"))
        .isInstanceOf(DivergedException.class)
        .hasMessage("Training diverged at step 7: the loss is lost");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aScaleLeavesNoTrace() {
    LossScale scale = LossScale.of(Precision.FP16);
    try (Update scaled = new Update(manager, parameters, CONFIG, 16, scale)) {
      List<NDArray> gradients = gradients(40);
      gradients.forEach(gradient -> gradient.muli((float) scale.factor()));

      assertThat(scaled.apply(gradients, RATES, "")).isCloseTo(40, within(1e-4));
      assertThatParametersAre(parametersAfter(10));
    }
  }

  @Test
  void aScaledGradientThatOverflowsIsLeftOut() {
    LossScale scale = LossScale.of(Precision.FP16);
    try (Update scaled = new Update(manager, parameters, CONFIG, 16, scale)) {
      List<List<Float>> before = values(parameters.leaves());
      double factor = scale.factor();
      List<NDArray> gradients = gradients(5);
      gradients.get(0).divi(0f);

      assertThat(scaled.apply(gradients, RATES, "")).isNotFinite();
      assertThat(values(parameters.leaves())).isEqualTo(before);
      assertThat(scaled.ema().updates()).isZero();
      assertThat(Update.norm(gradients)).isZero();
      assertThat(scale.factor()).isEqualTo(factor / 2);
    }
  }

  /** What plain SGD makes of the first values with a gradient of that norm. */
  private List<List<Float>> parametersAfter(double norm) {
    FlatParameters fresh = FlatParameters.initial(manager, SmallModel.PARAMETERS, 3);
    try (Optimizer sgd = new Optimizer(fresh, new SgdRule(), CONFIG.weightDecay())) {
      List<NDArray> gradients = gradients(40);
      gradients.forEach(gradient -> gradient.muli((float) (norm / 40)));
      sgd.step(gradients, RATES);
      return values(fresh.leaves());
    }
  }

  private void assertThatParametersAre(List<List<Float>> expected) {
    List<List<Float>> actual = values(parameters.leaves());
    for (int i = 0; i < actual.size(); i++) {
      assertThat(expected.get(i))
          .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6f ? 0 : Float.compare(a, b))
          .isEqualTo(actual.get(i));
    }
  }

  private List<NDArray> gradients(double norm) {
    SplittableRandom random = new SplittableRandom(5);
    List<NDArray> gradients = new ArrayList<>();
    for (NDArray leaf : parameters.leaves()) {
      float[] values = new float[(int) leaf.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      gradients.add(manager.create(values));
    }
    float scale = (float) (norm / Update.norm(gradients));
    gradients.forEach(gradient -> gradient.muli(scale));
    return gradients;
  }

  private List<List<Float>> state() {
    FlatParameters average = update.ema().average();
    return Stream.of(
            parameters.leaves(),
            List.of(parameters.statistics()),
            update.optimizer().buffers().get("momentum"),
            average.leaves(),
            List.of(average.statistics()))
        .flatMap(arrays -> values(arrays).stream())
        .toList();
  }

  private static List<List<Float>> values(List<NDArray> arrays) {
    List<List<Float>> values = new ArrayList<>();
    for (NDArray array : arrays) {
      values.add(Arrays.stream(array.toArray()).map(Number::floatValue).toList());
    }
    return values;
  }
}
