package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.dataset.ImageRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelBoxTest {

  /** The specification's rows (section 13, box filter), and its other thresholds. */
  @ParameterizedTest
  @CsvSource({
    "100, 100, 31, 31, 1, false",
    "100, 100, 33, 33, 1, true",
    "2, 10, 2, 10, 1, false", // 2 pixels wide
    "10, 2, 10, 2, 1, false",
    "3, 10, 3, 10, 1, true",
    "100, 100, 62, 62, 2, false", // what matters is the area that an unclipped box would have
    "100, 100, 66, 66, 2, true",
    "300, 3, 300, 3, 1, false", // 1:100
    "297, 3, 297, 3, 1, true"
  })
  void keepsWhatIsWorthLearning(
      double width, double height, double w, double h, double scale, boolean kept) {
    PixelBox before = new PixelBox(0, 0, 0, width, height);
    PixelBox after = new PixelBox(0, 0, 0, w, h);

    assertThat(before.survivesAs(after, scale)).isEqualTo(kept);
  }

  /** What is left of an outline may be a hundredth of the box. */
  @ParameterizedTest
  @CsvSource({"9, 11, false", "11, 11, true"})
  void keepsLessOfAnOutline(double w, double h, boolean kept) {
    PixelBox before = new PixelBox(0, 0, 0, 100, 100, Polygon.rectangle(0, 0, 100, 100));

    assertThat(before.survivesAs(new PixelBox(0, 0, 0, w, h), 1)).isEqualTo(kept);
  }

  @Test
  void scalesRecordsAndNormalisesRows() {
    ImageRecord record =
        new ImageRecord("a", 200, 100, new int[] {2}, new float[] {.5f, .25f, .2f, .5f});

    List<PixelBox> boxes = PixelBox.of(record, 200, 100);

    assertThat(boxes.get(0).x1()).isCloseTo(80, within(1e-4));
    assertThat(boxes.get(0).y1()).isCloseTo(0, within(1e-4));
    assertThat(boxes.get(0).x2()).isCloseTo(120, within(1e-4));
    assertThat(boxes.get(0).y2()).isCloseTo(50, within(1e-4));
    assertThat(PixelBox.normalise(boxes, 200, 200))
        .containsExactly(new float[] {2, .5f, .125f, .2f, .25f}, within(1e-6f));
  }

  @Test
  void keepsRowsBelowTheFarEdge() {
    float[] row = PixelBox.normalise(List.of(new PixelBox(0, -50, 0, 400, 320)), 320, 320);

    double right = (row[1] + row[3] / 2.0) * 320;
    assertThat(right).isBetween(319.998, 319.9995);
    assertThat((row[1] - row[3] / 2.0) * 320).isCloseTo(0, within(1e-4));
  }
}
