package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PiecesTest {

  private static final long LENGTH = Pieces.LENGTH;

  @Test
  void cutsAtPiecesAndBorders() {
    assertThat(Pieces.cuts(2 * LENGTH + 1, 7, LENGTH + 5))
        .containsExactly(7, LENGTH, LENGTH + 5, 2 * LENGTH);
    assertThat(Pieces.cuts(2 * LENGTH)).containsExactly(LENGTH);
  }

  @Test
  void bordersAtTheEndsAndTwiceCutNothing() {
    assertThat(Pieces.cuts(10, 0, 4, 4, 10)).containsExactly(4);
    assertThat(Pieces.cuts(0, 0, 0)).isEmpty();
  }
}
