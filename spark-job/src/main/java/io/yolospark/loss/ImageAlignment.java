package io.yolospark.loss;

import io.yolospark.detect.Anchors;
import io.yolospark.detect.Predictions;
import io.yolospark.loss.TargetBatch.ImageTargets;

/** How well the predictions of one image agree with its target boxes. */
final class ImageAlignment {
  private static final float EPSILON = 1e-9f;

  private final Predictions predictions;
  private final int image;
  private final ImageTargets targets;
  private final BoxSet boxes;

  ImageAlignment(Predictions predictions, int image, ImageTargets targets) {
    this.predictions = predictions;
    this.image = image;
    this.targets = targets;
    float[] corners = new float[4 * predictions.anchors().count()];
    for (int anchor = 0; anchor < predictions.anchors().count(); anchor++) {
      System.arraycopy(predictions.box(image, anchor), 0, corners, 4 * anchor, 4);
    }
    boxes = BoxSet.of(corners);
  }

  ImageTargets targets() {
    return targets;
  }

  Anchors anchors() {
    return predictions.anchors();
  }

  /** CIoU of the predicted and the target box, not below 0. */
  float overlap(int target, int anchor) {
    return Math.max(0, CompleteIou.of(targets.boxes(), target, boxes, anchor));
  }

  /** score^0.5 x overlap^6. */
  float metric(int target, int anchor) {
    return metric(target, anchor, overlap(target, anchor));
  }

  /** The first box of largest overlap. */
  int mostOverlapped(int anchor) {
    int best = 0;
    float most = -1;
    for (int target = 0; target < targets.count(); target++) {
      float overlap = overlap(target, anchor);
      if (overlap > most) {
        best = target;
        most = overlap;
      }
    }
    return best;
  }

  /**
   * Adds the owned anchors with their target scores: the metric, scaled so that the best anchor of
   * a box scores its largest overlap.
   */
  void score(Claims claims, Assignment assignment) {
    float[] metrics = new float[anchors().count()];
    float[] bestMetric = new float[targets.count()];
    float[] bestOverlap = new float[targets.count()];
    for (int anchor = 0; anchor < metrics.length; anchor++) {
      int target = claims.owner(anchor);
      if (target != Claims.NONE) {
        float overlap = overlap(target, anchor);
        metrics[anchor] = metric(target, anchor, overlap);
        bestMetric[target] = Math.max(bestMetric[target], metrics[anchor]);
        bestOverlap[target] = Math.max(bestOverlap[target], overlap);
      }
    }
    for (int anchor = 0; anchor < metrics.length; anchor++) {
      int target = claims.owner(anchor);
      if (target != Claims.NONE) {
        float score = metrics[anchor] * bestOverlap[target] / (bestMetric[target] + EPSILON);
        assignment.add(
            new Assignment.Foreground(
                image,
                anchor,
                targets.classIds()[target],
                score,
                targets.boxes().corners(),
                4 * target));
      }
    }
  }

  private float metric(int target, int anchor, float overlap) {
    if (overlap == 0) {
      return 0;
    }
    float score = predictions.score(image, targets.classIds()[target], anchor);
    float cubed = overlap * overlap * overlap;
    return (float) Math.sqrt(score) * (cubed * cubed);
  }
}
