package io.yolospark.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * Greedy non-maximum suppression within each class. Detections are offered from the strongest to
 * the weakest; one is kept unless it overlaps a kept one of its class by more than the limit.
 */
final class NonMaxSuppression {
  private final float iou;
  private final int maxDetections;
  private final List<Detection> kept = new ArrayList<>();
  private final List<List<Detection>> keptByClass = new ArrayList<>();

  NonMaxSuppression(int classes, double iou, int maxDetections) {
    this.iou = (float) iou;
    this.maxDetections = maxDetections;
    for (int i = 0; i < classes; i++) {
      keptByClass.add(new ArrayList<>());
    }
  }

  void offer(Detection detection) {
    List<Detection> rivals = keptByClass.get(detection.classId());
    for (Detection rival : rivals) {
      if (iou(rival, detection) > iou) {
        return;
      }
    }
    rivals.add(detection);
    kept.add(detection);
  }

  boolean full() {
    return kept.size() == maxDetections;
  }

  List<Detection> kept() {
    return kept;
  }

  /** NaN, which is above no limit, when both boxes are empty. */
  private static float iou(Detection a, Detection b) {
    float width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
    float height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
    float intersection = Math.max(0, width) * Math.max(0, height);
    return intersection / (area(a) + area(b) - intersection);
  }

  private static float area(Detection box) {
    return (box.x2() - box.x1()) * (box.y2() - box.y1());
  }
}
