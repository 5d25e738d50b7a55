package io.yolospark.loss;

import io.yolospark.detect.Anchors;
import io.yolospark.detect.Predictions;

/**
 * Task-aligned assignment (TOOD, arXiv:2108.07755): each target box takes the anchors inside it
 * whose alignment, score^0.5 x CIoU^6, is largest.
 *
 * <p>Runs on the host in float32. Only anchors inside a box can be taken, so no array over all
 * (box, anchor) pairs exists. Where fewer than k anchors have a positive alignment the rest is
 * filled with anchors inside the box of alignment zero, lowest index first; their target score is
 * 0. Stateless.
 */
final class TaskAlignedAssigner {
  static final int TOP_K = 10;
  private static final float INSIDE_MARGIN = 1e-9f;

  private final int topK;

  TaskAlignedAssigner(int topK) {
    this.topK = topK;
  }

  Assignment assign(Predictions predictions, TargetBatch targets) {
    Assignment assignment = new Assignment();
    for (int image = 0; image < targets.images(); image++) {
      if (targets.image(image).count() > 0) {
        assign(new ImageAlignment(predictions, image, targets.image(image)), assignment);
      }
    }
    return assignment;
  }

  private void assign(ImageAlignment alignment, Assignment assignment) {
    Claims claims = new Claims(alignment.anchors().count());
    for (int target = 0; target < alignment.targets().count(); target++) {
      for (int anchor : largest(alignment, target)) {
        claims.add(anchor, target);
      }
    }
    claims.settle(alignment);
    alignment.score(claims, assignment);
  }

  private int[] largest(ImageAlignment alignment, int target) {
    LargestMetrics largest = new LargestMetrics(topK);
    float[] boxes = alignment.targets().boxes().corners();
    int at = 4 * target;
    for (Anchors.Level level : alignment.anchors().levels()) {
      int firstColumn = clamp(boxes[at] / level.stride() - 1, level.width());
      int endColumn = clamp(boxes[at + 2] / level.stride() + 1, level.width());
      int firstRow = clamp(boxes[at + 1] / level.stride() - 1, level.height());
      int endRow = clamp(boxes[at + 3] / level.stride() + 1, level.height());
      for (int row = firstRow; row < endRow; row++) {
        for (int column = firstColumn; column < endColumn; column++) {
          int anchor = level.start() + row * level.width() + column;
          if (inside(boxes, at, level, anchor)) {
            largest.offer(anchor, alignment.metric(target, anchor));
          }
        }
      }
    }
    return largest.anchors();
  }

  private static boolean inside(float[] boxes, int at, Anchors.Level level, int anchor) {
    float x = level.x(anchor) * level.stride();
    float y = level.y(anchor) * level.stride();
    return x - boxes[at] > INSIDE_MARGIN
        && y - boxes[at + 1] > INSIDE_MARGIN
        && boxes[at + 2] - x > INSIDE_MARGIN
        && boxes[at + 3] - y > INSIDE_MARGIN;
  }

  private static int clamp(float cell, int cells) {
    return (int) Math.max(0, Math.min(cell, cells));
  }
}
