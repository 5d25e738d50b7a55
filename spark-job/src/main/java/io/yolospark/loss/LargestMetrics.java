package io.yolospark.loss;

import java.util.Arrays;

/**
 * The k anchors of largest metric among those offered, in descending order; ties go to the first.
 */
final class LargestMetrics {
  private final int[] anchors;
  private final float[] metrics;
  private int count;

  LargestMetrics(int k) {
    anchors = new int[k];
    metrics = new float[k];
  }

  void offer(int anchor, float metric) {
    if (count == anchors.length) {
      if (!(metric > metrics[count - 1])) {
        return;
      }
      count--;
    }
    int at = count++;
    while (at > 0 && metric > metrics[at - 1]) {
      anchors[at] = anchors[at - 1];
      metrics[at] = metrics[at - 1];
      at--;
    }
    anchors[at] = anchor;
    metrics[at] = metric;
  }

  int[] anchors() {
    return Arrays.copyOf(anchors, count);
  }
}
