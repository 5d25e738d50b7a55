package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoEvaluationTest {

  @ParameterizedTest
  @CsvSource({"1, 30, 3, 40", "2, 12, 1, 400", "3, 60, 5, 20", "4, 3, 6, 8", "5, 100, 2, 60"})
  void agreesWithPycocotools(
      int seed, int images, int categories, int detections, @TempDir Path folder) throws Exception {
    assumeTrue(Pycocotools.installed(), "python3 has no pycocotools");
    List<CocoImage> split = RandomCoco.draw(seed, images, categories, detections);

    double[] figures = CocoEvaluation.of(split).toArray();

    assertThat(figures)
        .containsExactly(Pycocotools.evaluate(folder, split).figures(), within(1e-6));
  }

  /** What pycocotools 2.0.11 says about three of these splits. */
  @ParameterizedTest
  @CsvSource({
    "1, 30, 3, 40, 0.0386284581796 0.1063137439876 0.0118591338511 0.0476967640055 0.0608578037290 0.0077062706270 0.0362563523433 0.0962300018821 0.1013024456502 0.1128888888888 0.1002777777777 0.0347222222222",
    "2, 12, 1, 400, 0.0380143462477 0.1211991337960 0.0133579841179 0.0496146770438 0.0429735966389 0.0139516730069 0.0217391304347 0.1086956521739 0.4869565217391 0.5000000000000 0.4812500000000 0.4800000000000",
    "3, 60, 5, 20, 0.0416926163863 0.1312447578455 0.0166695952943 0.0426299134848 0.0637920594157 0.0722616832539 0.0727632850241 0.1670410628019 0.1670410628019 0.1469172822302 0.1913680926918 0.2582121212121"
  })
  void agreesWithStoredFacts(int seed, int images, int categories, int detections, String figures) {
    double[] expected =
        Arrays.stream(figures.split(" ")).mapToDouble(Double::parseDouble).toArray();

    assertThat(CocoEvaluation.of(RandomCoco.draw(seed, images, categories, detections)).toArray())
        .containsExactly(expected, within(1e-6));
  }

  @Test
  void withoutObjectsNothingIsMeasured() {
    CocoDetection found = new CocoDetection(0, new CocoBox(0, 0, 9, 9), 0.5);

    assertThat(CocoEvaluation.of(List.of(new CocoImage(List.of(), List.of(found)))).toArray())
        .containsOnly(-1);
  }

  @Test
  void aDetectionInACrowdIsNeitherRightNorWrong() {
    CocoBox box = new CocoBox(10, 10, 40, 40);
    CocoLabel object = new CocoLabel(0, box, 1600, false);
    CocoLabel crowd = new CocoLabel(0, new CocoBox(100, 0, 300, 300), 90000, true);
    List<CocoDetection> members =
        Collections.nCopies(20, new CocoDetection(0, new CocoBox(120, 20, 30, 30), 0.9));
    CocoDetection right = new CocoDetection(0, box, 0.1);
    CocoImage image = new CocoImage(List.of(object, crowd), members);
    CocoImage other = new CocoImage(List.of(object), List.of(right));

    CocoFigures figures = CocoEvaluation.of(List.of(image, other));

    // precision 1 up to the recall of one half: 51 of 101 recalls
    assertThat(figures.ap()).isCloseTo(51 / 101.0, within(1e-12));
    assertThat(figures.ar100()).isEqualTo(0.5);
    assertThat(figures.apLarge()).isEqualTo(-1);
  }
}
