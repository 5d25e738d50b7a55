package io.yolospark.train;

import java.util.function.BooleanSupplier;

/**
 * What a rank can ask of all ranks; it is asked once in every optimizer step.
 *
 * @param stop whether it was told that training is to stop
 * @param checkpoint whether a checkpoint is due
 */
record StepRequests(BooleanSupplier stop, BooleanSupplier checkpoint) {

  /** Asks nothing. */
  static final StepRequests NONE = new StepRequests(() -> false, () -> false);

  /** To be summed over the ranks. */
  double[] word() {
    return new double[] {stop.getAsBoolean() ? 1 : 0, checkpoint.getAsBoolean() ? 1 : 0};
  }
}
