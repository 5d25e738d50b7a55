package io.yolospark.report;

import java.time.Duration;

/**
 * Estimates how long the run will go on: the steps left at the mean pace since the first one seen,
 * which includes what lies between epochs.
 */
final class RemainingTime {

  private StepProgress first;
  private long firstNanos;

  /**
   * Takes note of a step.
   *
   * @param nanos monotonic time at which the step was done
   * @return null at the first step, which gives no pace
   */
  Duration estimate(StepProgress progress, long nanos) {
    // a restart goes back, and may change the number of steps
    if (first == null || first.steps() != progress.steps() || index(progress) <= index(first)) {
      first = progress;
      firstNanos = nanos;
      return null;
    }
    double pace = (double) (nanos - firstNanos) / (index(progress) - index(first));
    long left = (long) progress.epochs() * progress.steps() - index(progress) - 1;
    return Duration.ofNanos((long) (pace * left));
  }

  private static long index(StepProgress progress) {
    return (long) progress.epoch() * progress.steps() + progress.step();
  }
}
