package io.yolospark.train;

import io.yolospark.evaluate.DetectionMetrics;

/** The best epoch so far by fitness; the first of equals stays. Not thread-safe. */
final class Best {

  private int epoch = -1;
  private DetectionMetrics metrics;

  /** Whether the epoch is better than all before it. */
  boolean offer(int candidate, DetectionMetrics candidateMetrics) {
    if (metrics != null && candidateMetrics.fitness() <= metrics.fitness()) {
      return false;
    }
    epoch = candidate;
    metrics = candidateMetrics;
    return true;
  }

  int epoch() {
    return epoch;
  }

  DetectionMetrics metrics() {
    return metrics;
  }

  /** Fitness of the best epoch; 0 before the first validation. */
  double fitness() {
    return metrics == null ? 0 : metrics.fitness();
  }
}
