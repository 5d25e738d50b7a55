package io.yolospark.detect;

/**
 * What one branch of the head predicts for a batch, on the host. Immutable by convention: the
 * arrays are not copied. Safe to read from several threads.
 *
 * @param anchors the A anchor points
 * @param images number of images B
 * @param classes number of classes
 * @param distances (B, 4, A): left, top, right, bottom from the anchor point, in grid units
 * @param logits (B, classes, A): class scores before the sigmoid
 */
public record Predictions(
    Anchors anchors, int images, int classes, float[] distances, float[] logits) {

  /** Class score before the sigmoid. */
  public float logit(int image, int classId, int anchor) {
    return logits[(image * classes + classId) * anchors.count() + anchor];
  }

  /** Class score from 0 to 1. */
  public float score(int image, int classId, int anchor) {
    return (float) (1 / (1 + Math.exp(-logit(image, classId, anchor))));
  }

  /** Corners x1, y1, x2, y2 of a box in pixels of the network input, not clipped to it. */
  public float[] box(int image, int anchor) {
    Anchors.Level level = anchors.levelOf(anchor);
    float x = level.x(anchor);
    float y = level.y(anchor);
    int count = anchors.count();
    int at = image * BoxDistribution.SIDES * count + anchor;
    return new float[] {
      (x - distances[at]) * level.stride(),
      (y - distances[at + count]) * level.stride(),
      (x + distances[at + 2 * count]) * level.stride(),
      (y + distances[at + 3 * count]) * level.stride()
    };
  }
}
