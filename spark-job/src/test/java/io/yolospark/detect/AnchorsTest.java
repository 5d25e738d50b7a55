package io.yolospark.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  @Test
  void numbersCellsRowByRowAndLevelByLevel() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Anchors anchors =
          Anchors.of(
              new NDList(
                  manager.zeros(new Shape(1, 65, 8, 12)),
                  manager.zeros(new Shape(1, 65, 4, 6)),
                  manager.zeros(new Shape(1, 65, 2, 3))));

      assertThat(anchors.count()).isEqualTo(96 + 24 + 6);
      Anchors.Level last = anchors.levelOf(96 + 24 + 4);
      assertThat(last.stride()).isEqualTo(32);
      assertThat(last.x(96 + 24 + 4)).isEqualTo(1.5f);
      assertThat(last.y(96 + 24 + 4)).isEqualTo(1.5f);
      assertThat(anchors.levelOf(95).stride()).isEqualTo(8);
      assertThat(anchors.levelOf(95).x(95)).isEqualTo(11.5f);
      assertThat(anchors.levelOf(95).y(95)).isEqualTo(7.5f);
      assertThat(anchors.levelOf(96).stride()).isEqualTo(16);
    }
  }
}
