package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.detect.Detection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  @Test
  void countsTheWorkedExample() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);

    matrix.add(GoldenImage.DETECTIONS, GoldenImage.LABELS);

    assertThat(matrix.toCsv(List.of("a", "the \"b\"")))
        .isEqualTo(
            """
            detected\\labelled,"a","the ""b\""",background
            "a",1,0,2
            "the ""b\""",1,1,1
            background,0,0,0
            """);
  }

  @Test
  void countsAnImageWithoutMatch() {
    GroundTruth label = new GroundTruth(new int[] {1}, new float[] {0, 0, 10, 10});
    ConfusionMatrix matrix = new ConfusionMatrix(2);

    matrix.add(
        List.of(new Detection(50, 50, 60, 60, 0.9f, 0), new Detection(0, 0, 10, 10, 0.25f, 1)),
        label);
    matrix.add(List.of(), label);

    assertThat(matrix.count(0, 2)).as("found in the background").isEqualTo(1);
    assertThat(matrix.count(2, 1)).as("missed").isEqualTo(2);
    assertThat(matrix.count(1, 1)).as("0.25 is not above the confidence").isZero();
  }
}
