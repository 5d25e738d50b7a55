package io.yolospark.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.detect.Anchors;
import io.yolospark.detect.HeadFixture;
import io.yolospark.detect.Predictions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TaskAlignedAssignerTest {
  /** Predictions of the reference's worked example. */
  private static Predictions predictions() {
    Anchors anchors = HeadFixture.smallAnchors();
    int count = anchors.count();
    float[] distances = new float[4 * count];
    float[] logits = new float[2 * count];
    for (int i = 0; i < count; i++) {
      float stride = anchors.levelOf(i).stride();
      distances[i] = (6 + 0.1f * i) / stride;
      distances[count + i] = 7 / stride;
      distances[2 * count + i] = 8 / stride;
      distances[3 * count + i] = (9 + 0.2f * i) / stride;
      logits[i] = logit(0.1 + 0.03 * i);
      logits[count + i] = logit(0.9 - 0.04 * i);
    }
    return new Predictions(anchors, 1, 2, distances, logits);
  }

  private static float logit(double probability) {
    return (float) Math.log(probability / (1 - probability));
  }

  private static TargetBatch targets() {
    float[] rows = {
      1, 11 / 32f, 12 / 32f, 18 / 32f, 20 / 32f,
      0, 20 / 32f, 20 / 32f, 20 / 32f, 20 / 32f,
      0, 0, 0, 0, 0
    };
    return TargetBatch.of(List.of(rows), 32, 32);
  }

  private static Map<Integer, Assignment.Foreground> assign(int topK) {
    Assignment assignment = new TaskAlignedAssigner(topK).assign(predictions(), targets());
    Map<Integer, Assignment.Foreground> byAnchor = new TreeMap<>();
    assignment.foreground().forEach(anchor -> byAnchor.put(anchor.anchor(), anchor));
    assertThat(byAnchor).hasSameSizeAs(assignment.foreground());
    assertThat(assignment.scoreSum())
        .isEqualTo(byAnchor.values().stream().mapToDouble(Assignment.Foreground::score).sum());
    return byAnchor;
  }

  private static void expect(
      Map<Integer, Assignment.Foreground> found, int anchor, double score, int classId) {
    Assignment.Foreground foreground = found.get(anchor);
    assertThat((double) foreground.score()).isCloseTo(score, within(1e-6));
    assertThat(foreground.classId()).isEqualTo(classId);
    assertThat(foreground.boxes()[foreground.boxAt()]).isEqualTo(classId == 1 ? 2f : 10f);
  }

  @Test
  void takesTheThreeBestAnchors() {
    Map<Integer, Assignment.Foreground> found = assign(3);
    assertThat(found.keySet()).containsExactly(4, 5, 6, 10, 16, 19);
    expectBest(found);
  }

  @Test
  void takesTheTenBestAnchorsAndFillsWithThoseInside() {
    Map<Integer, Assignment.Foreground> found = assign(10);
    assertThat(found.keySet()).containsExactly(0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 19);
    expectBest(found);
    expect(found, 0, 0.000112, 1);
    expect(found, 1, 0.007259, 1);
    expect(found, 7, 1.7e-5, 0);
    expect(found, 8, 1e-6, 1);
    expect(found, 9, 0.006411, 0);
    expect(found, 11, 0.001829, 0);
    expect(found, 14, 0.000300, 0);
    expect(found, 13, 0, 0);
    expect(found, 15, 0, 0);
  }

  private static void expectBest(Map<Integer, Assignment.Foreground> found) {
    expect(found, 4, 0.011610, 1);
    expect(found, 5, 0.677384, 1);
    expect(found, 6, 0.014359, 0);
    expect(found, 10, 0.609376, 0);
    expect(found, 16, 0.237352, 1);
    expect(found, 19, 0.008260, 0);
  }

  @Test
  void anchorOnTheEdgeIsOutside() {
    // the centre of anchor 5 is (12, 12)
    assertThat(foregroundOf(12, 8, 20, 20)).doesNotContain(5);
    assertThat(foregroundOf(8, 8, 20, 12)).doesNotContain(5);
    assertThat(foregroundOf(11.99f, 8, 20, 12.01f)).contains(5);
  }

  private static List<Integer> foregroundOf(float x1, float y1, float x2, float y2) {
    float[] row = {0, (x1 + x2) / 64, (y1 + y2) / 64, (x2 - x1) / 32, (y2 - y1) / 32};
    return new TaskAlignedAssigner(10)
        .assign(predictions(), TargetBatch.of(List.of(row), 32, 32)).foreground().stream()
            .map(Assignment.Foreground::anchor)
            .toList();
  }

  @Test
  void boxBeyondTheImageFindsTheAnchorsInIt() {
    assertThat(foregroundOf(-50, -50, 90, 90)).hasSize(10);
  }

  @Test
  void noTargetsMakeNoForeground() {
    Assignment assignment =
        new TaskAlignedAssigner(10)
            .assign(predictions(), TargetBatch.of(List.of(new float[0]), 32, 32));
    assertThat(assignment.foreground()).isEmpty();
    assertThat(assignment.scoreSum()).isZero();
  }
}
