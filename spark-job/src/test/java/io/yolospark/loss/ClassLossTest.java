package io.yolospark.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.TrainConfig.LossConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and gradients beside the formulas in double precision. */
class ClassLossTest {

  private static final int IMAGES = 2;
  private static final int CLASSES = 3;
  private static final int ANCHORS = 5;
  private static final List<Assignment.Foreground> FOREGROUND =
      List.of(
          new Assignment.Foreground(0, 1, 2, 0.9f, new float[4], 0),
          new Assignment.Foreground(0, 4, 0, 0.25f, new float[4], 0),
          new Assignment.Foreground(1, 0, 1, 1, new float[4], 0));

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "0.1, 1, 0",
    "0, 2.5, 0",
    "0, 0, 0",
    "0, 1, 1.5",
    "0, 1, 0.5",
    "0.2, 3, 2"
  })
  void valueAndGradientEqualTheFormulas(double smoothing, double weight, double gamma) {
    LossConfig config = new LossConfig(7.5, 0.5, 1.5, 0.25, smoothing, weight, gamma);
    double[] logits = new SplittableRandom(4).doubles(IMAGES * CLASSES * ANCHORS, -4, 4).toArray();
    NDArray array = manager.create(floats(logits), new Shape(IMAGES, CLASSES, ANCHORS));
    array.setRequiresGradient(true);
    float[] gradient;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray sum = new ClassLoss(config).sum(array, FOREGROUND);
      double expected = sum(config, logits);
      assertThat((double) sum.getFloat()).isCloseTo(expected, within(1e-5 * expected));
      collector.backward(sum);
      gradient = array.getGradient().toFloatArray();
    }
    for (int i = 0; i < logits.length; i++) {
      double[] shifted = logits.clone();
      shifted[i] += 1e-5;
      double above = sum(config, shifted);
      shifted[i] -= 2e-5;
      double slope = (above - sum(config, shifted)) / 2e-5;
      assertThat((double) gradient[i]).as("gradient %d", i).isCloseTo(slope, within(2e-5));
    }
  }

  @Test
  void extremeLogitsHaveFiniteGradients() {
    LossConfig config = new LossConfig(7.5, 0.5, 1.5, 0.25, 0, 1, 0.5);
    NDArray array = manager.full(new Shape(IMAGES, CLASSES, ANCHORS), -200f);
    array.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(new ClassLoss(config).sum(array, FOREGROUND));
      for (float slope : array.getGradient().toFloatArray()) {
        assertThat(slope).isFinite();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0, true", "0.1, 1, 0, false", "0, 2, 0, false", "0, 1, 1.5, false"})
  void isPlainWhereEveryOptionIsOff(double smoothing, double weight, double gamma, boolean plain) {
    LossConfig config = new LossConfig(7.5, 0.5, 1.5, 0.25, smoothing, weight, gamma);
    assertThat(new ClassLoss(config).isPlain()).isEqualTo(plain);
  }

  private static double sum(LossConfig config, double[] logits) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double t = target(config, i / ANCHORS / CLASSES, i / ANCHORS % CLASSES, i % ANCHORS);
      double p = 1 / (1 + Math.exp(-logits[i]));
      double entropy = -config.clsPositiveWeight() * t * Math.log(p) - (1 - t) * Math.log(1 - p);
      double hit = t * p + (1 - t) * (1 - p);
      double focal =
          config.focalGamma() == 0
              ? 1
              : (0.25 * t + 0.75 * (1 - t)) * Math.pow(1 - hit, config.focalGamma());
      sum += entropy * focal;
    }
    return sum;
  }

  private static double target(LossConfig config, int image, int classId, int anchor) {
    for (Assignment.Foreground each : FOREGROUND) {
      if (each.image() == image && each.anchor() == anchor) {
        double half = config.labelSmoothing() / 2;
        return each.score() * (each.classId() == classId ? 1 - half : half);
      }
    }
    return 0;
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
