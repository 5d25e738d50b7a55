package io.yolospark.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.yolospark.image.Letterbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetectionsTest {
  /** All pairs scored in one list, sorted by definition, then suppressed against every kept box. */
  private static List<Detection> bruteForce(
      Predictions predictions, int image, DetectOptions options) {
    record Candidate(int anchor, Detection detection) {}
    List<Candidate> candidates = new ArrayList<>();
    for (int anchor = 0; anchor < predictions.anchors().count(); anchor++) {
      for (int classId = 0; classId < predictions.classes(); classId++) {
        float score = predictions.score(image, classId, anchor);
        boolean best = true;
        for (int other = 0; other < predictions.classes(); other++) {
          float rival = predictions.score(image, other, anchor);
          best &= other < classId ? rival < score : rival <= score;
        }
        if (score > options.confidence() && (options.multiLabel() || best)) {
          float[] box = predictions.box(image, anchor);
          candidates.add(
              new Candidate(anchor, new Detection(box[0], box[1], box[2], box[3], score, classId)));
        }
      }
    }
    candidates.sort(
        Comparator.comparing((Candidate c) -> -c.detection().score())
            .thenComparing(Candidate::anchor)
            .thenComparing(c -> c.detection().classId()));
    List<Detection> kept = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Detection detection = candidate.detection();
      boolean free =
          kept.stream()
              .noneMatch(
                  other ->
                      other.classId() == detection.classId()
                          && iou(other, detection) > options.iou());
      if (free && kept.size() < options.maxDetections()) {
        kept.add(detection);
      }
    }
    return kept;
  }

  private static double iou(Detection a, Detection b) {
    double width = Math.max(0, Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1()));
    double height = Math.max(0, Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1()));
    double areas =
        (double) (a.x2() - a.x1()) * (a.y2() - a.y1())
            + (double) (b.x2() - b.x1()) * (b.y2() - b.y1());
    return width * height / (areas - width * height);
  }

  private static Predictions random(long seed, int images, int classes) {
    Random random = new Random(seed);
    Anchors anchors =
        new Anchors(
            List.of(new Anchors.Level(0, 12, 12, 8), new Anchors.Level(144, 6, 6, 16)), 180);
    float[] distances = new float[images * 4 * anchors.count()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = 1 + 3 * random.nextFloat();
    }
    float[] logits = new float[images * classes * anchors.count()];
    for (int i = 0; i < logits.length; i++) {
      // coarse, so that scores are often equal
      logits[i] = random.nextInt(-40, 40) / 10f;
    }
    return new Predictions(anchors, images, classes, distances, logits);
  }

  @Test
  void equalsBruteForce() {
    for (boolean multiLabel : new boolean[] {true, false}) {
      for (double iou : new double[] {0, 0.3, 0.7, 1}) {
        DetectOptions options = new DetectOptions(0.25, iou, 60, multiLabel);
        Predictions predictions = random(7, 2, 3);
        for (int image = 0; image < 2; image++) {
          List<Detection> expected = bruteForce(predictions, image, options);
          assertThat(expected).hasSizeGreaterThan(10);
          assertThat(Detections.of(predictions, image, options)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void decodesMapsOfEveryImage() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList maps = HeadFixture.maps(manager, 3, 3, 2, 96);
      DetectOptions options = new DetectOptions(0.3, 0.6, 20, true);
      Predictions predictions = BoxDecoder.decode(maps);

      List<List<Detection>> found = Detections.of(maps, options);

      assertThat(found).hasSize(3);
      for (int image = 0; image < 3; image++) {
        assertThat(found.get(image)).isEqualTo(bruteForce(predictions, image, options));
      }
    }
  }

  @Test
  void confidenceIsExclusiveAndReachesBothEnds() {
    Predictions predictions = random(5, 1, 2);
    assertThat(Detections.of(predictions, 0, new DetectOptions(1, 0.5, 300, true))).isEmpty();
    DetectOptions everything = new DetectOptions(0, 1, 1000, true);
    assertThat(Detections.of(predictions, 0, everything)).hasSize(360);
    DetectOptions half = new DetectOptions(0.5, 1, 1000, true);
    assertThat(Detections.of(predictions, 0, half)).allMatch(found -> found.score() > 0.5f);
  }

  @Test
  void entersOnlyTheStrongestCandidates() {
    int side = 200;
    Anchors anchors = new Anchors(List.of(new Anchors.Level(0, side, side, 8)), side * side);
    float[] logits = new float[side * side];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i / 40_000f;
    }
    Predictions predictions = new Predictions(anchors, 1, 1, new float[4 * side * side], logits);

    Candidates candidates = Candidates.of(predictions, 0, new DetectOptions(0.001, 0.7, 300, true));

    assertThat(candidates.count()).isEqualTo(30_000);
    for (int i = 0; i < candidates.count(); i++) {
      assertThat(candidates.anchor(i)).isEqualTo(side * side - 1 - i);
      assertThat(candidates.score(i)).isEqualTo(predictions.score(0, 0, side * side - 1 - i));
    }
  }

  @Test
  void ignoresScoresThatAreNotNumbers() {
    Predictions predictions = random(5, 1, 1);
    Arrays.fill(predictions.logits(), Float.NaN);
    assertThat(Detections.of(predictions, 0, new DetectOptions(0, 0.5, 300, true))).isEmpty();
    assertThat(Detections.of(predictions, 0, new DetectOptions(0, 0.5, 300, false))).isEmpty();
  }

  @Test
  void mapsBackToTheOriginalAndClips() {
    Letterbox letterbox = new Letterbox(0.5, 0, 20, 64, 64, 128, 48);
    List<Detection> mapped =
        Detections.toOriginal(
            List.of(new Detection(10, 22, 40, 30, 0.9f, 1), new Detection(-5, 10, 90, 60, 0.8f, 0)),
            letterbox);
    assertThat(mapped)
        .extracting(Detection::x1, Detection::y1, Detection::x2, Detection::y2, Detection::classId)
        .containsExactly(tuple(20f, 4f, 80f, 20f, 1), tuple(0f, 0f, 128f, 48f, 0));
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThatThrownBy(() -> new DetectOptions(1.5, 0.7, 300, true))
        .hasMessage("Invalid confidence: 1.5 (accepted: from 0 to 1)");
    assertThatThrownBy(() -> new DetectOptions(0.1, Double.NaN, 300, true))
        .hasMessageContaining("iou");
    assertThatThrownBy(() -> new DetectOptions(0.1, 0.7, 0, true))
        .hasMessageContaining("max-detections");
  }
}
