package io.yolospark.train;

import io.yolospark.evaluate.DetectionMetrics;

/**
 * The best epoch so far by fitness, and whether it is long ago. Of equals the first stays the best,
 * but the last counts for patience, so that epochs before the first detection do not use it up. Not
 * thread-safe.
 */
final class Best {

  /**
   * What a checkpoint keeps of it.
   *
   * @param epoch from 0; -1 before the first validation
   * @param lastEqual the last epoch that was as good
   * @param metrics of the best epoch; null before the first validation
   */
  record State(int epoch, int lastEqual, DetectionMetrics metrics) {}

  private int epoch = -1;
  private int lastEqual;
  private DetectionMetrics metrics;

  /** Whether the epoch is better than all before it. */
  boolean offer(int candidate, DetectionMetrics candidateMetrics) {
    if (metrics != null && candidateMetrics.fitness() < metrics.fitness()) {
      return false;
    }
    lastEqual = candidate;
    if (metrics != null && candidateMetrics.fitness() == metrics.fitness()) {
      return false;
    }
    epoch = candidate;
    metrics = candidateMetrics;
    return true;
  }

  /**
   * Whether no epoch has been as good as the best one for {@code patience} epochs.
   *
   * @param now the epoch offered last
   * @param patience 0 for an endless one
   */
  boolean exhausted(int now, int patience) {
    return patience > 0 && now - lastEqual >= patience;
  }

  State state() {
    return new State(epoch, lastEqual, metrics);
  }

  void restore(State state) {
    epoch = state.epoch();
    lastEqual = state.lastEqual();
    metrics = state.metrics();
  }

  int epoch() {
    return epoch;
  }

  DetectionMetrics metrics() {
    return metrics;
  }
}
