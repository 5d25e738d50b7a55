package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * Whether loss and gradient of the current optimizer step are finite on this rank, and what the
 * accounts of all ranks come to. Not thread-safe.
 */
final class FiniteCheck {

  /** Length of {@link #word}. */
  static final int WORDS = 4;

  private final int rank;
  private final int worldSize;
  private boolean loss;
  private boolean gradient;

  FiniteCheck(int rank, int worldSize) {
    this.rank = rank;
    this.worldSize = worldSize;
  }

  /** A new step. */
  void begin() {
    loss = true;
    gradient = true;
  }

  /** Looks at numbers that the loss is made of. */
  void loss(double... numbers) {
    loss &= Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  /** Looks at a part of this rank's own gradient, once it is whole. */
  void gradient(NDArray part) {
    // one number that is not finite makes the sum so
    try (NDArray sum = part.sum()) {
      gradient &= Float.isFinite(sum.getFloat());
    }
  }

  /** This rank's account, to be summed over the ranks. */
  double[] word() {
    int badLoss = loss ? 0 : 1;
    int badGradient = gradient ? 0 : 1;
    return new double[] {badLoss, badLoss * rank, badGradient, badGradient * rank};
  }

  /**
   * What is not finite; null if everything is. A loss comes before the gradient that it has made.
   *
   * @param sums of all ranks' words
   */
  String fault(double[] sums) {
    if (sums[0] > 0) {
      return "the loss is not finite on " + where((int) sums[0], (int) sums[1]);
    }
    return sums[2] > 0
        ? "the gradient is not finite on " + where((int) sums[2], (int) sums[3])
        : null;
  }

  private String where(int count, int sumOfRanks) {
    return count == 1 ? "rank " + sumOfRanks : "%d of %d ranks".formatted(count, worldSize);
  }
}
