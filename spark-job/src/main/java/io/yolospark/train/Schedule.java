package io.yolospark.train;

import io.yolospark.config.TrainConfig;

/**
 * Learning rates and momentum of every optimizer step: the linear schedule per epoch, and the
 * warm-up counted in optimizer steps (specification, sections 4.3 and 4.4).
 */
final class Schedule {

  private final TrainConfig config;
  private final int warmUpSteps;

  Schedule(TrainConfig config, int stepsPerEpoch) {
    this.config = config;
    warmUpSteps =
        Math.max(
            (int) Math.rint(config.warmUp().epochs() * stepsPerEpoch), config.warmUp().minSteps());
  }

  /** Length of the warm-up in optimizer steps. */
  int warmUpSteps() {
    return warmUpSteps;
  }

  /** Factor on the learning rate in an epoch, from 0. */
  double factor(int epoch) {
    double end = config.finalLearningRateFactor();
    return (1 - (double) epoch / config.epochs()) * (1 - end) + end;
  }

  /**
   * Rates of one optimizer step.
   *
   * @param step optimizer steps done before this one, over all epochs
   */
  Rates at(int epoch, long step) {
    double target = config.learningRate() * factor(epoch);
    if (step > warmUpSteps || warmUpSteps == 0) {
      return new Rates(target, target, config.momentum());
    }
    double progress = (double) step / warmUpSteps;
    return new Rates(
        interpolate(progress, config.warmUp().biasLearningRate(), target),
        interpolate(progress, 0, target),
        interpolate(progress, config.warmUp().momentum(), config.momentum()));
  }

  private static double interpolate(double progress, double from, double to) {
    return from + progress * (to - from);
  }
}
