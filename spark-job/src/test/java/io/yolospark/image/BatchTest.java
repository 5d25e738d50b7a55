package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  /** Left half black, right half white. */
  private static Sample halves(int side) {
    byte[] pixels = new byte[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % side < side / 2 ? 0 : 255);
    }
    return new Sample(5, pixels, side, new float[] {1, 0.75f, 0.5f, 0.5f, 1}, null);
  }

  @Test
  void resizesPixelsAndKeepsNormalisedLabels() {
    for (int side : new int[] {32, 96}) {
      Batch batch = new Batch(List.of(halves(64), halves(64))).resized(side);

      assertThat(batch.size()).isEqualTo(2);
      assertThat(batch.width()).isEqualTo(side);
      assertThat(batch.height()).isEqualTo(side);
      Sample sample = batch.samples().get(1);
      assertThat(sample.record()).isEqualTo(5);
      assertThat(sample.labels()).containsExactly(1, 0.75f, 0.5f, 0.5f, 1);
      assertThat(sample.pixels()).hasSize(3 * side * side);
      for (int row = 0; row < side; row++) {
        assertThat(sample.pixels()[3 * (row * side + side / 2 - 2)]).isZero();
        assertThat(sample.pixels()[3 * (row * side + side / 2 + 1)]).isEqualTo((byte) 255);
      }
    }
  }

  @Test
  void thatFitsStaysTheSame() {
    Batch batch = new Batch(List.of(halves(64)));
    assertThat(batch.resized(64)).isSameAs(batch);
  }
}
