package io.yolospark.loss;

import static io.yolospark.detect.BoxDistribution.BINS;
import static io.yolospark.detect.BoxDistribution.CHANNELS;
import static io.yolospark.detect.BoxDistribution.SIDES;

import io.yolospark.detect.Anchors;
import java.util.List;

/**
 * What the n foreground anchors of a batch should predict, laid out for the engine: n is the last
 * axis everywhere, and distances are in grid units of the anchor's level.
 *
 * @param scores (n) target scores
 * @param points (2, n) anchor points x, y
 * @param boxes (4, n) target corners x1, y1, x2, y2
 * @param binWeights (4, 16, n) weight of each bin's log-probability in the distribution focal loss:
 *     the two bins around the target distance share score / 4
 * @param indices (65, n) positions in the flattened (B, 64 + classes, A) maps of the box channels
 *     and of the target class's logit
 */
record ForegroundTargets(
    float[] scores, float[] points, float[] boxes, float[] binWeights, long[] indices) {
  private static final float LARGEST_DISTANCE = BINS - 1 - 0.01f;

  int count() {
    return scores.length;
  }

  /**
   * Lays out the targets.
   *
   * @param channels 64 + classes
   */
  static ForegroundTargets of(
      List<Assignment.Foreground> foreground, Anchors anchors, long channels) {
    int count = foreground.size();
    ForegroundTargets targets =
        new ForegroundTargets(
            new float[count],
            new float[2 * count],
            new float[SIDES * count],
            new float[CHANNELS * count],
            new long[(CHANNELS + 1) * count]);
    for (int i = 0; i < count; i++) {
      Assignment.Foreground anchor = foreground.get(i);
      targets.place(i, anchor, anchors.levelOf(anchor.anchor()));
      targets.index(i, anchor, anchors.count(), channels);
    }
    return targets;
  }

  /** Distance in grid units from an anchor point to a side, as the distribution can express it. */
  static float distance(float point, float side) {
    return Math.min(Math.abs(point - side), LARGEST_DISTANCE);
  }

  private void place(int i, Assignment.Foreground anchor, Anchors.Level level) {
    scores[i] = anchor.score();
    float[] point = {level.x(anchor.anchor()), level.y(anchor.anchor())};
    for (int axis = 0; axis < 2; axis++) {
      points[axis * count() + i] = point[axis];
    }
    for (int side = 0; side < SIDES; side++) {
      float corner = anchor.boxes()[anchor.boxAt() + side] / level.stride();
      boxes[side * count() + i] = corner;
      float distance = distance(point[side % 2], corner);
      int bin = (int) distance;
      float upper = distance - bin;
      float share = anchor.score() / SIDES;
      binWeights[(side * BINS + bin) * count() + i] = share * (1 - upper);
      binWeights[(side * BINS + bin + 1) * count() + i] = share * upper;
    }
  }

  private void index(int i, Assignment.Foreground anchor, int anchorCount, long channels) {
    long start = anchor.image() * channels * anchorCount + anchor.anchor();
    for (int channel = 0; channel < CHANNELS; channel++) {
      indices[channel * count() + i] = start + (long) channel * anchorCount;
    }
    int classChannel = CHANNELS + anchor.classId();
    indices[CHANNELS * count() + i] = start + (long) classChannel * anchorCount;
  }
}
