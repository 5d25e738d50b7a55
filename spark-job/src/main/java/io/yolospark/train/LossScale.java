package io.yolospark.train;

import io.yolospark.config.Precision;

/**
 * What the loss is multiplied by before backward, so that small gradients do not vanish in half
 * precision: doubled after {@value #PATIENCE} steps whose gradient was finite, halved at once when
 * it was not (Mixed Precision Training, arXiv:1710.03740). Always a power of two, so that it leaves
 * no trace in a gradient that is divided by it. The same on all ranks, for all see the same summed
 * gradient. Not thread-safe.
 */
final class LossScale {

  /**
   * What a checkpoint keeps of it.
   *
   * @param finiteSteps since the factor has changed
   */
  record State(double factor, int finiteSteps) {}

  static final int PATIENCE = 2000;

  private static final double FIRST = 65536;

  private final boolean adapts;
  private double factor;
  private int finiteSteps;

  private LossScale(boolean adapts) {
    this.adapts = adapts;
    factor = adapts ? FIRST : 1;
  }

  /** A scale that adapts for fp16; always 1 for the others, whose range is that of fp32. */
  static LossScale of(Precision precision) {
    return new LossScale(precision == Precision.FP16);
  }

  double factor() {
    return factor;
  }

  State state() {
    return new State(factor, finiteSteps);
  }

  void restore(State state) {
    factor = state.factor();
    finiteSteps = state.finiteSteps();
  }

  /**
   * Learns of a step.
   *
   * @return whether a step with such a gradient is to be left out, and training can go on
   */
  boolean leavesOut(boolean finite) {
    if (!adapts) {
      return false;
    }
    if (finite) {
      finiteSteps++;
      if (finiteSteps == PATIENCE) {
        factor *= 2;
        finiteSteps = 0;
      }
      return false;
    }
    finiteSteps = 0;
    factor /= 2;
    // a scale this small has no room left: the gradient itself is not finite
    return factor >= 1;
  }
}
