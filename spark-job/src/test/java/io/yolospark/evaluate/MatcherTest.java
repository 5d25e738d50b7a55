package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.dataset.ImageRecord;
import io.yolospark.detect.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {

  private record Pair(int label, int detection, float iou) {}

  @Test
  void matchesTheWorkedExample() {
    ImageStatistics image = Matcher.match(7, GoldenImage.DETECTIONS, GoldenImage.LABELS);

    assertThat(image.position()).isEqualTo(7);
    assertThat(image.correct())
        .containsExactly(0b01_1111_1111, 0, 0b11_1111_1111, 0b00_0000_0001, 0, 0);
    assertThat(image.classes()).containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(image.labelClasses()).containsExactly(0, 1, 0);
  }

  /** Specification, section 13. */
  @ParameterizedTest
  @CsvSource({
    "0 0 10 10, 0 0 10 10, 1",
    "0 0 10 10, 5 5 15 15, 0.142857",
    "0 0 10 10, 20 20 30 40, 0",
    "2 3 8 20, 1 2 9 12, 0.421875",
    "0 0 0 0, 1 1 5 5, 0"
  })
  void overlapsEqualTheReference(String first, String second, float expected) {
    float[] a = corners(first);
    Detection detection = new Detection(a[0], a[1], a[2], a[3], 1, 0);
    assertThat(Matcher.iou(detection, corners(second), 0)).isCloseTo(expected, within(1e-6f));
  }

  private static float[] corners(String text) {
    String[] parts = text.split(" ");
    float[] corners = new float[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = Float.parseFloat(parts[i]);
    }
    return corners;
  }

  @Test
  void agreesWithPairsSortedAndMadeUnique() {
    Random random = new Random(5);
    int correct = 0;
    for (int trial = 0; trial < 300; trial++) {
      GroundTruth labels = randomLabels(random, random.nextInt(8));
      List<Detection> detections = randomDetections(random, random.nextInt(40), labels);

      ImageStatistics image = Matcher.match(0, detections, labels);

      for (int threshold = 0; threshold < 10; threshold++) {
        Set<Integer> expected = pairwise(detections, labels, (50 + 5 * threshold) / 100f);
        for (int i = 0; i < detections.size(); i++) {
          boolean flag = (image.correct()[i] >> threshold & 1) == 1;
          assertThat(flag)
              .as("trial %d, threshold %d, detection %d", trial, threshold, i)
              .isEqualTo(expected.contains(i));
          correct += flag ? 1 : 0;
        }
      }
    }
    assertThat(correct).as("the trials hold matches").isGreaterThan(1000);
  }

  @Test
  void aMoreConfidentDetectionWinsTheLabelOverABetterBox() {
    GroundTruth label = new GroundTruth(new int[] {0}, new float[] {0, 0, 10, 10});

    ImageStatistics image =
        Matcher.match(
            0,
            List.of(new Detection(0, 0, 10, 6, 0.9f, 0), new Detection(0, 0, 10, 10, 0.8f, 0)),
            label);

    // IoU 0.6 takes three thresholds; the perfect box gets the other seven
    assertThat(image.correct()).containsExactly(0b00_0000_0111, 0b11_1111_1000);
  }

  @Test
  void anOverlapOfExactlyOneHalfReachesTheFirstThreshold() {
    GroundTruth label = new GroundTruth(new int[] {0}, new float[] {0, 0, 10, 10});

    ImageStatistics image = Matcher.match(0, List.of(new Detection(0, 0, 10, 5, 0.9f, 0)), label);

    assertThat(image.correct()).containsExactly(1);
  }

  @Test
  void boxesWithoutAreaMatchNothing() {
    GroundTruth label = new GroundTruth(new int[] {0}, new float[] {4, 4, 4, 4});

    ImageStatistics image = Matcher.match(0, List.of(new Detection(4, 4, 4, 4, 0.9f, 0)), label);

    assertThat(image.correct()).containsExactly(0);
  }

  @Test
  void refusesDetectionsOutOfOrder() {
    assertThatThrownBy(
            () ->
                Matcher.match(
                    3,
                    List.of(new Detection(0, 0, 1, 1, 0.1f, 0), new Detection(0, 0, 1, 1, 0.2f, 0)),
                    GoldenImage.LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot match image 3: detection 1 outscores the one before it");
  }

  @Test
  void refusesScoresThatAreNoProbabilities() {
    assertThatThrownBy(
            () ->
                Matcher.match(
                    3, List.of(new Detection(0, 0, 1, 1, Float.NaN, 0)), GoldenImage.LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score NaN of image 3");
  }

  @Test
  void groundTruthOfARecordIsInOriginalPixels() {
    ImageRecord record =
        new ImageRecord(
            "file:/a.jpg", 200, 100, new int[] {2}, new float[] {0.5f, 0.25f, 0.25f, 0.5f});

    GroundTruth truth = GroundTruth.of(record);

    assertThat(truth.classes()).containsExactly(2);
    assertThat(truth.boxes()).containsExactly(75, 0, 125, 50);
  }

  /**
   * The rule as the specification words it: pairs by falling IoU, one per detection, then one per
   * label.
   */
  private static Set<Integer> pairwise(
      List<Detection> detections, GroundTruth labels, float threshold) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < labels.classes().length; i++) {
      for (int j = 0; j < detections.size(); j++) {
        float iou = iou(detections.get(j), labels.boxes(), 4 * i);
        if (iou >= threshold && labels.classes()[i] == detections.get(j).classId()) {
          pairs.add(new Pair(i, j, iou));
        }
      }
    }
    pairs.sort(Comparator.comparing(Pair::iou).reversed());
    Set<Integer> seenDetections = new HashSet<>();
    pairs.removeIf(pair -> !seenDetections.add(pair.detection()));
    pairs.sort(Comparator.comparing(Pair::detection));
    Set<Integer> seenLabels = new HashSet<>();
    pairs.removeIf(pair -> !seenLabels.add(pair.label()));
    Set<Integer> correct = new HashSet<>();
    pairs.forEach(pair -> correct.add(pair.detection()));
    return correct;
  }

  private static float iou(Detection d, float[] b, int o) {
    float w = Math.max(0, Math.min(d.x2(), b[o + 2]) - Math.max(d.x1(), b[o]));
    float h = Math.max(0, Math.min(d.y2(), b[o + 3]) - Math.max(d.y1(), b[o + 1]));
    float union = (d.x2() - d.x1()) * (d.y2() - d.y1()) + (b[o + 2] - b[o]) * (b[o + 3] - b[o + 1]);
    return w * h / (union - w * h + 1e-7f);
  }

  private static GroundTruth randomLabels(Random random, int count) {
    int[] classes = new int[count];
    float[] boxes = new float[4 * count];
    for (int i = 0; i < count; i++) {
      classes[i] = random.nextInt(2);
      boxes[4 * i] = random.nextInt(60);
      boxes[4 * i + 1] = random.nextInt(60);
      boxes[4 * i + 2] = boxes[4 * i] + 20 + random.nextInt(40);
      boxes[4 * i + 3] = boxes[4 * i + 1] + 20 + random.nextInt(40);
    }
    return new GroundTruth(classes, boxes);
  }

  /** Jittered labels, so that every threshold decides something. */
  private static List<Detection> randomDetections(Random random, int count, GroundTruth labels) {
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < count && labels.classes().length > 0; i++) {
      int label = random.nextInt(labels.classes().length);
      float[] box = new float[4];
      for (int side = 0; side < 4; side++) {
        box[side] = labels.boxes()[4 * label + side] + 4 * random.nextFloat() - 2;
      }
      detections.add(
          new Detection(
              box[0], box[1], box[2], box[3], random.nextFloat(), labels.classes()[label]));
    }
    detections.sort(Comparator.comparing(Detection::score).reversed());
    return detections;
  }
}
