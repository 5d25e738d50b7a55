package io.yolospark.train;

import io.yolospark.config.TrainConfig;
import io.yolospark.evaluate.DetectionMetrics;

/**
 * Which epochs of a run are validated, which is the best, and which is the last. Every rank is told
 * the same metrics, hence stops at the same epoch. Not thread-safe.
 */
final class Course {

  private final int epochs;
  private final int validateEvery;
  private final int patience;
  private final Best best = new Best();

  Course(TrainConfig config, Best.State state) {
    epochs = config.epochs();
    validateEvery = config.validateEvery();
    patience = config.patience();
    best.restore(state);
  }

  boolean validates(int epoch) {
    return (epoch + 1) % validateEvery == 0 || epoch + 1 == epochs;
  }

  /** Takes note of a validation; whether the epoch is better than all before it. */
  boolean offer(int epoch, DetectionMetrics metrics) {
    return best.offer(epoch, metrics);
  }

  /** Whether no epoch comes after this one, the one done last; -1 before the first. */
  boolean endsWith(int epoch) {
    return exhausted(epoch) || epoch + 1 >= epochs;
  }

  /** Whether it ends for want of improvement, before its time. */
  boolean endsEarlyWith(int epoch) {
    return exhausted(epoch) && epoch + 1 < epochs;
  }

  private boolean exhausted(int epoch) {
    return epoch >= 0 && validates(epoch) && best.exhausted(epoch, patience);
  }

  Best best() {
    return best;
  }
}
