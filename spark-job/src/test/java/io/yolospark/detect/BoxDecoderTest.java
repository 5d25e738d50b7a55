package io.yolospark.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoxDecoderTest {
  private static final int CLASSES = 3;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void decodesEveryAnchorOfEveryImage() {
    NDList maps = HeadFixture.maps(manager, 1, 2, CLASSES, 64);

    Predictions predictions = BoxDecoder.decode(maps);

    assertThat(predictions.images()).isEqualTo(2);
    assertThat(predictions.classes()).isEqualTo(CLASSES);
    int anchor = 0;
    for (int level = 0; level < 3; level++) {
      int stride = 8 << level;
      int side = 64 / stride;
      float[] map = maps.get(level).toFloatArray();
      for (int cell = 0; cell < side * side; cell++, anchor++) {
        for (int image = 0; image < 2; image++) {
          int first = image * (64 + CLASSES) * side * side + cell;
          double x = (cell % side + 0.5) * stride;
          double y = (Math.floorDiv(cell, side) + 0.5) * stride;
          float[] box = predictions.box(image, anchor);
          assertThat((double) box[0])
              .isCloseTo(x - stride * side(map, first, 0, side), within(1e-3));
          assertThat((double) box[1])
              .isCloseTo(y - stride * side(map, first, 1, side), within(1e-3));
          assertThat((double) box[2])
              .isCloseTo(x + stride * side(map, first, 2, side), within(1e-3));
          assertThat((double) box[3])
              .isCloseTo(y + stride * side(map, first, 3, side), within(1e-3));
          for (int classId = 0; classId < CLASSES; classId++) {
            float logit = map[first + (64 + classId) * side * side];
            assertThat(predictions.logit(image, classId, anchor)).isEqualTo(logit);
            assertThat((double) predictions.score(image, classId, anchor))
                .isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-6));
          }
        }
      }
    }
    assertThat(anchor).isEqualTo(predictions.anchors().count());
  }

  private static double side(float[] map, int first, int side, int width) {
    double weighted = 0;
    double sum = 0;
    for (int bin = 0; bin < 16; bin++) {
      double weight = Math.exp(map[first + (side * 16 + bin) * width * width]);
      weighted += bin * weight;
      sum += weight;
    }
    return weighted / sum;
  }

  @Test
  void leavesNothingBehindAndNoGradient() {
    NDList maps = HeadFixture.maps(manager, 2, 1, 1, 64);
    maps.forEach(map -> map.setRequiresGradient(true));
    int before = manager.getManagedArrays().size();

    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      BoxDecoder.decode(maps);
      assertThat(manager.getManagedArrays()).hasSize(before);
      NDArray loss = maps.get(0).sum();
      collector.backward(loss);
    }
    assertThat(maps.get(0).getGradient().toFloatArray()).containsOnly(1f);
  }

  @Test
  void refusesMapsThatAreNoHeadOutput() {
    NDList narrow = new NDList(manager.zeros(new Shape(1, 64, 4, 4)));
    assertThatThrownBy(() -> BoxDecoder.decode(narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(1, 64, 4, 4)");
    NDList mixed =
        new NDList(manager.zeros(new Shape(1, 65, 4, 4)), manager.zeros(new Shape(2, 65, 2, 2)));
    assertThatThrownBy(() -> BoxDecoder.decode(mixed)).hasMessageContaining("(2, 65, 2, 2)");
  }
}
