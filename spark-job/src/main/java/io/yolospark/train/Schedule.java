package io.yolospark.train;

import io.yolospark.config.TrainConfig;

/**
 * Learning rates and momentum of every optimizer step: the schedule per epoch, and the warm-up
 * counted in optimizer steps (specification, sections 4.3 and 4.4).
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
    int half = config.epochs() / 2;
    return switch (config.schedule()) {
      case LINEAR -> (1 - (double) epoch / config.epochs()) * (1 - end) + end;
      case COSINE -> cosine((double) epoch / config.epochs(), end);
      case FLAT_COSINE -> epoch <= half ? 1 : cosine((double) (epoch - half) / half, end);
      case FIXED -> 1;
    };
  }

  private static double cosine(double progress, double end) {
    return (1 - Math.cos(Math.PI * progress)) / 2 * (end - 1) + 1;
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
