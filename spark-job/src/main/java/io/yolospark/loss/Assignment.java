package io.yolospark.loss;

import java.util.ArrayList;
import java.util.List;

/** Which anchors of a batch answer for which target boxes, for one branch of the head. */
final class Assignment {
  private final List<Foreground> foreground = new ArrayList<>();
  private double scoreSum;

  /**
   * One anchor that answers for a target box.
   *
   * @param classId the class of the box
   * @param score the target score of that class, from 0 to 1; the other classes' is 0
   * @param boxes array that holds the corners x1, y1, x2, y2 of the target box in pixels
   * @param boxAt where they start
   */
  record Foreground(int image, int anchor, int classId, float score, float[] boxes, int boxAt) {}

  void add(Foreground anchor) {
    foreground.add(anchor);
    scoreSum += anchor.score();
  }

  List<Foreground> foreground() {
    return foreground;
  }

  /** Sum of all target scores. */
  double scoreSum() {
    return scoreSum;
  }
}
