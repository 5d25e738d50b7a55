package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class PolygonTest {

  /** A bracket around the square's corner: from the left edge over the outside to the top edge. */
  private static final float[] BRACKET = {
    -5, 8, 3, 8, 3, 6, -3, 6, -3, -3, 6, -3, 6, 3, 8, 3, 8, -5, -5, -5
  };

  @Test
  void clippingLeavesOnlyWhatIsInside() {
    Polygon clipped = Polygon.of(BRACKET, 1, 1).clip(10);

    assertThat(clipped.parts()).hasSize(2);
    assertThat(clipped.bounds()).isEqualTo(new Rectangle2D.Double(0, 0, 8, 8));
    assertThat(Polygon.of(BRACKET, 1, 1).clip(5).parts()).isEmpty(); // it goes around the corner
  }

  @Test
  void scalesMovesAndMirrors() {
    Polygon triangle = Polygon.of(new float[] {0, 0, 0.5f, 0, 0, 0.25f}, 20, 40);

    assertThat(triangle.bounds()).isEqualTo(new Rectangle2D.Double(0, 0, 10, 10));
    assertThat(triangle.shift(3, 4).bounds()).isEqualTo(new Rectangle2D.Double(3, 4, 10, 10));
    assertThat(triangle.flipHorizontal(12).bounds())
        .isEqualTo(new Rectangle2D.Double(2, 0, 10, 10));
    assertThat(triangle.flipVertical(30).bounds()).isEqualTo(new Rectangle2D.Double(0, 20, 10, 10));
    assertThat(triangle.map(new Homography(2, 0, 1, 0, 1, 0, 0, 0, 1)).bounds())
        .isEqualTo(new Rectangle2D.Double(1, 0, 20, 10));
  }

  @Test
  void outsideNothingIsLeft() {
    Polygon outside = Polygon.rectangle(20, 20, 30, 30).clip(10);

    assertThat(outside.parts()).isEmpty();
    assertThat(outside.bounds()).isEqualTo(new Rectangle2D.Double());
  }
}
