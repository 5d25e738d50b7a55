package io.yolospark.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.TrainConfig.LossConfig;
import io.yolospark.detect.Anchors;
import io.yolospark.detect.BoxDecoder;
import io.yolospark.detect.HeadFixture;
import io.yolospark.detect.LevelMaps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BranchLossTest {
  private static final int CLASSES = 2;
  private static final ClassLoss PLAIN =
      new ClassLoss(new LossConfig(7.5, 0.5, 1.5, 0.25, 0, 1, 0));
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Measured with the reference: bins linspace(-1, 1, 16). */
  @ParameterizedTest
  @CsvSource({"0, 3.954765", "1.25, 3.788098", "7.5, 2.954765", "14.99, 1.956098", "30, 1.956098"})
  void distributionFocalLossEqualsTheReference(float distance, double expected) {
    Anchors anchors = HeadFixture.smallAnchors();
    float[] values = new float[65 * anchors.count()];
    for (int i = 0; i < 64 * anchors.count(); i++) {
      int bin = i / anchors.count() % 16;
      values[i] = -1 + 2f * bin / 15;
    }
    Assignment assignment = new Assignment();
    // anchor 5 is the point (1.5, 1.5) of the grid of stride 8
    float low = (1.5f - distance) * 8;
    float high = (1.5f + distance) * 8;
    float[] box = {low, low, high, high};
    assignment.add(new Assignment.Foreground(0, 5, 0, 1, box, 0));

    NDArray joined = manager.create(values, new Shape(1, 65, anchors.count()));
    float[] terms = new BranchLoss(anchors, joined, assignment, PLAIN).terms().toFloatArray();

    assertThat((double) terms[2]).isCloseTo(expected, within(2e-6));
  }

  @Test
  void distancesEqualTheReference() {
    // anchor (3.5, 4.5), box [1, 2, 30, 6]
    assertThat(ForegroundTargets.distance(3.5f, 1)).isEqualTo(2.5f);
    assertThat(ForegroundTargets.distance(4.5f, 2)).isEqualTo(2.5f);
    assertThat(ForegroundTargets.distance(3.5f, 30)).isEqualTo(14.99f);
    assertThat(ForegroundTargets.distance(4.5f, 6)).isEqualTo(1.5f);
  }

  @Test
  void valuesAndGradientsEqualTheFormulas() {
    NDList maps = HeadFixture.maps(manager, 11, 2, CLASSES, 64);
    Anchors anchors = Anchors.of(maps);
    NDArray joined = LevelMaps.join(maps);
    Assignment assignment =
        new TaskAlignedAssigner(10)
            .assign(BoxDecoder.decode(maps), TargetFixture.random(5, 2, 6, CLASSES, 64));
    assertThat(assignment.foreground()).hasSizeGreaterThan(20);
    double[] values = toDoubles(joined.toFloatArray());
    ReferenceLoss reference = new ReferenceLoss(anchors, 2, CLASSES, assignment, values);
    double[] expected = reference.terms(values);

    for (int term = 0; term < 3; term++) {
      joined.setRequiresGradient(true);
      float[] gradient;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray terms = new BranchLoss(anchors, joined, assignment, PLAIN).terms();
        assertThat((double) terms.toFloatArray()[term])
            .isCloseTo(expected[term], within(1e-5 * expected[term]));
        collector.backward(terms.get(term));
        gradient = joined.getGradient().duplicate().toFloatArray();
      }
      joined.setRequiresGradient(false);
      joined = joined.stopGradient();

      double largest = 0;
      for (float value : gradient) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(largest).as("largest gradient of term %d", term).isGreaterThan(1e-4);
      // every eleventh element, others in each term, reaches every channel and image
      for (int i = term; i < values.length; i += 11) {
        assertThat((double) gradient[i])
            .as("gradient of term %d at %d", term, i)
            .isCloseTo(slope(reference, values, i, term), within(1e-4 * largest));
      }
    }
  }

  private static double slope(ReferenceLoss loss, double[] values, int i, int term) {
    double step = 1e-4;
    double[] shifted = values.clone();
    shifted[i] += step;
    double above = loss.terms(shifted)[term];
    shifted[i] -= 2 * step;
    return (above - loss.terms(shifted)[term]) / (2 * step);
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
