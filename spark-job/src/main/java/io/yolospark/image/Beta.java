package io.yolospark.image;

import java.util.SplittableRandom;

/** The weight of mixup: Beta(32, 32), near a half. Stateless. */
final class Beta {

  private static final int SHAPE = 32;

  private Beta() {}

  /** Draws from 0 to 1. */
  static double draw(SplittableRandom random) {
    double first = gamma(random);
    return first / (first + gamma(random));
  }

  /** A gamma variable of whole shape is a sum of exponential ones. */
  private static double gamma(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < SHAPE; i++) {
      sum -= Math.log(1 - random.nextDouble());
    }
    return sum;
  }
}
