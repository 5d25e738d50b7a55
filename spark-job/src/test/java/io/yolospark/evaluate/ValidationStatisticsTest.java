package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.detect.Detection;
import io.yolospark.evaluate.DetectionMetrics.ClassMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValidationStatisticsTest {

  private static final ImageStatistics GOLDEN =
      Matcher.match(0, GoldenImage.DETECTIONS, GoldenImage.LABELS);

  @Test
  void metricsOfTheWorkedExample() {
    DetectionMetrics metrics = ValidationStatistics.of(List.of(GOLDEN)).metrics();

    assertThat(metrics.map50()).isCloseTo(0.911667, within(5e-7));
    assertThat(metrics.map()).isCloseTo(0.770917, within(5e-7));
    assertThat(metrics.images()).isEqualTo(1);
    assertThat(metrics.instances()).isEqualTo(3);
    assertThat(metrics.perClass()).extracting(ClassMetrics::classId).containsExactly(0, 1);
    assertThat(metrics.perClass()).extracting(ClassMetrics::instances).containsExactly(2, 1);
    ClassMetrics first = metrics.perClass().get(0);
    ClassMetrics second = metrics.perClass().get(1);
    assertThat(first.map50()).isCloseTo(0.828333, within(5e-7));
    assertThat(first.map()).isCloseTo(0.546833, within(5e-7));
    assertThat(first.precision()).isCloseTo(0.62529, within(5e-6));
    assertThat(first.recall()).isCloseTo(0.87588, within(5e-6));
    assertThat(second.map50()).isCloseTo(0.995, within(5e-7));
    assertThat(second.map()).isCloseTo(0.995, within(5e-7));
    assertThat(second.precision()).isCloseTo(0.87412, within(5e-6));
    assertThat(second.recall()).isCloseTo(1, within(5e-6));
    assertThat(metrics.precision()).isEqualTo((first.precision() + second.precision()) / 2);
    assertThat(metrics.fitness()).isCloseTo(0.1 * 0.911667 + 0.9 * 0.770917, within(1e-6));
  }

  @Test
  void nothingDetectedIsZeroButCounted() {
    ImageStatistics missed = Matcher.match(0, List.of(), GoldenImage.LABELS);
    ImageStatistics empty = Matcher.match(1, List.of(), new GroundTruth(new int[0], new float[0]));

    DetectionMetrics metrics = ValidationStatistics.of(List.of(missed, empty)).metrics();

    assertThat(metrics)
        .isEqualTo(
            new DetectionMetrics(
                0,
                0,
                0,
                0,
                2,
                3,
                List.of(
                    new ClassMetrics(0, 1, 2, 0, 0, 0, 0), new ClassMetrics(1, 1, 1, 0, 0, 0, 0))));
    assertThat(metrics.fitness()).isZero();
  }

  @Test
  void onlyFalseDetectionsGiveZeroPrecisionToo() {
    ImageStatistics wrong =
        Matcher.match(0, List.of(new Detection(0, 0, 9, 9, 0.3f, 0)), GoldenImage.LABELS);

    DetectionMetrics metrics = ValidationStatistics.of(List.of(wrong)).metrics();

    assertThat(metrics.precision()).isZero();
    assertThat(metrics.map50()).isZero();
  }

  @Test
  void noImagesGiveZeros() {
    assertThat(ValidationStatistics.of(List.of()).metrics())
        .isEqualTo(new DetectionMetrics(0, 0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void aMissedClassCountsAndAClassWithoutLabelsDoesNot() {
    ImageStatistics extra =
        Matcher.match(
            1,
            List.of(new Detection(0, 0, 9, 9, 0.9f, 5)),
            new GroundTruth(new int[] {2}, new float[] {0, 0, 9, 9}));

    DetectionMetrics metrics = ValidationStatistics.of(List.of(GOLDEN, extra)).metrics();

    assertThat(metrics.perClass()).extracting(ClassMetrics::classId).containsExactly(0, 1, 2);
    assertThat(metrics.perClass().get(2)).isEqualTo(new ClassMetrics(2, 1, 1, 0, 0, 0, 0));
    assertThat(metrics.map50()).isCloseTo((0.828333 + 0.995) / 3, within(1e-6));
  }

  @Test
  void anySplitOverRanksGivesTheSameBits() {
    Random random = new Random(11);
    List<ImageStatistics> images = randomImages(random, 60, 40, 4);
    DetectionMetrics whole = ValidationStatistics.of(images).metrics();
    assertThat(whole.map()).isBetween(0.01, 0.99);

    for (int trial = 0; trial < 60; trial++) {
      int ranks = 1 + trial % 3;
      List<List<ImageStatistics>> dealt = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        dealt.add(new ArrayList<>());
      }
      images.forEach(image -> dealt.get(random.nextInt(ranks)).add(image));
      List<ValidationStatistics> shares = new ArrayList<>();
      for (List<ImageStatistics> share : dealt) {
        Collections.shuffle(share, random);
        shares.add(ValidationStatistics.decode(ValidationStatistics.of(share).encode()));
      }
      Collections.shuffle(shares, random);

      // records compare doubles by their bits
      assertThat(ValidationStatistics.merge(shares).metrics()).isEqualTo(whole);
    }
  }

  @Test
  void equalScoresKeepTheOrderOfPositions() {
    GroundTruth label = new GroundTruth(new int[] {0}, new float[] {0, 0, 10, 10});
    Detection hit = new Detection(0, 0, 10, 10, 0.5f, 0);
    Detection miss = new Detection(50, 50, 60, 60, 0.5f, 0);
    ImageStatistics hitFirst = Matcher.match(0, List.of(hit), label);
    ImageStatistics missSecond = Matcher.match(1, List.of(miss), label);
    ImageStatistics missFirst = Matcher.match(0, List.of(miss), label);
    ImageStatistics hitSecond = Matcher.match(1, List.of(hit), label);

    double high = ValidationStatistics.of(List.of(missSecond, hitFirst)).metrics().map50();
    double low = ValidationStatistics.of(List.of(hitSecond, missFirst)).metrics().map50();

    assertThat(high).isGreaterThan(low);
  }

  @Test
  void encodingKeepsEverything() {
    byte[] bytes = ValidationStatistics.of(List.of(GOLDEN)).encode();

    ImageStatistics read = ValidationStatistics.decode(bytes).images().get(0);

    assertThat(bytes).hasSize(8 + 12 + 6 * 10 + 3 * 4);
    assertThat(read).usingRecursiveComparison().isEqualTo(GOLDEN);
  }

  @Test
  void refusesBytesThatAreCutOffOrForeign() {
    byte[] bytes = ValidationStatistics.of(List.of(GOLDEN)).encode();

    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ValidationStatistics.decode(part))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut off after " + length + " bytes");
    }
    assertThatThrownBy(() -> ValidationStatistics.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes too many");
    assertThatThrownBy(() -> ValidationStatistics.decode(new byte[20]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("something else");
  }

  @Test
  void refusesAnImageTwice() {
    ValidationStatistics share = ValidationStatistics.of(List.of(GOLDEN));

    assertThatThrownBy(() -> ValidationStatistics.merge(List.of(share, share)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot count image 0 twice");
  }

  @Test
  void fiveThousandImagesWithThreeHundredDetectionsTakeSeconds() {
    long start = System.nanoTime();
    List<ImageStatistics> images = randomImages(new Random(3), 5000, 300, 80);
    byte[] bytes = ValidationStatistics.of(images).encode();
    DetectionMetrics metrics = ValidationStatistics.decode(bytes).metrics();
    long done = System.nanoTime();

    assertThat(metrics.images()).isEqualTo(5000);
    assertThat(Duration.ofNanos(done - start)).isLessThan(Duration.ofSeconds(30));
  }

  private static List<ImageStatistics> randomImages(
      Random random, int count, int detections, int classes) {
    List<ImageStatistics> images = new ArrayList<>();
    for (int position = 0; position < count; position++) {
      GroundTruth labels = randomLabels(random, 1 + random.nextInt(12), classes);
      images.add(Matcher.match(position, randomDetections(random, detections, labels), labels));
    }
    return images;
  }

  private static GroundTruth randomLabels(Random random, int count, int classes) {
    int[] labelClasses = new int[count];
    float[] boxes = new float[4 * count];
    for (int i = 0; i < count; i++) {
      labelClasses[i] = random.nextInt(classes);
      boxes[4 * i] = random.nextInt(500);
      boxes[4 * i + 1] = random.nextInt(500);
      boxes[4 * i + 2] = boxes[4 * i] + 20 + random.nextInt(100);
      boxes[4 * i + 3] = boxes[4 * i + 1] + 20 + random.nextInt(100);
    }
    return new GroundTruth(labelClasses, boxes);
  }

  /** Jittered labels with coarse scores, so that ties abound. */
  private static List<Detection> randomDetections(Random random, int count, GroundTruth labels) {
    List<Detection> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(labels.classes().length);
      float x = labels.boxes()[4 * label] + random.nextFloat() * 12;
      float y = labels.boxes()[4 * label + 1] + random.nextFloat() * 12;
      float score = (1 + (count - 1 - i) * 20 / count) / 21f;
      int classId = labels.classes()[label] + (random.nextInt(3) == 0 ? 1 : 0);
      result.add(
          new Detection(
              x, y, labels.boxes()[4 * label + 2], labels.boxes()[4 * label + 3], score, classId));
    }
    return result;
  }
}
