package io.yolospark.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompleteIouTest {
  /** Measured with the reference. */
  @ParameterizedTest
  @CsvSource({
    "0 0 10 10, 0 0 10 10, 1.000000",
    "0 0 10 10, 5 5 15 15, 0.031746",
    "0 0 10 10, 20 20 30 40, -0.411689",
    "2 3 8 20, 1 2 9 12, 0.366350",
    "0 0 0 0, 1 1 5 5, -0.410000"
  })
  void equalsTheReference(String first, String second, double expected) {
    float[] a = box(first);
    float[] b = box(second);
    assertThat((double) CompleteIou.of(BoxSet.of(a), 0, BoxSet.of(b), 0))
        .isCloseTo(expected, within(1e-6));
    assertThat((double) onEngine(a, b)[0]).isCloseTo(expected, within(1e-6));
  }

  @Test
  void hostAndEngineAgree() {
    int count = 500;
    Random random = new Random(3);
    float[] a = boxes(random, count);
    float[] b = boxes(random, count);
    float[] engine = onEngine(a, b);
    BoxSet first = BoxSet.of(a);
    BoxSet second = BoxSet.of(b);
    for (int i = 0; i < count; i++) {
      assertThat(engine[i]).isCloseTo(CompleteIou.of(first, i, second, i), within(2e-6f));
    }
  }

  private static float[] onEngine(float[] a, float[] b) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return CompleteIou.of(columns(manager, a), columns(manager, b)).toFloatArray();
    }
  }

  private static NDList columns(NDManager manager, float[] boxes) {
    return manager.create(boxes, new Shape(boxes.length / 4, 4)).transpose().split(2);
  }

  private static float[] boxes(Random random, int count) {
    float[] boxes = new float[4 * count];
    for (int i = 0; i < boxes.length; i += 4) {
      boxes[i] = 50 * random.nextFloat();
      boxes[i + 1] = 50 * random.nextFloat();
      boxes[i + 2] = boxes[i] + 60 * random.nextFloat();
      boxes[i + 3] = boxes[i + 1] + 60 * random.nextFloat();
    }
    return boxes;
  }

  private static float[] box(String text) {
    String[] parts = text.split(" ");
    float[] box = new float[4];
    for (int i = 0; i < 4; i++) {
      box[i] = Float.parseFloat(parts[i]);
    }
    return box;
  }
}
