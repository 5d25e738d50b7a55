package io.yolospark.loss;

import ai.djl.ndarray.NDArray;
import io.yolospark.config.TrainConfig.LossConfig;

/**
 * The loss of one micro-step between its two phases: targets are assigned, and the terms wait for
 * the score sums of all ranks. One thread, the one that runs the forward pass.
 */
public final class LossStep {
  private final LossConfig config;
  private final BranchLoss main;
  private final BranchLoss auxiliary;

  LossStep(LossConfig config, BranchLoss main, BranchLoss auxiliary) {
    this.config = config;
    this.main = main;
    this.auxiliary = auxiliary;
  }

  /**
   * Sums of the target scores of this rank's images: auxiliary branch (0 where there is none), main
   * branch. The normaliser of a branch is their sum over all ranks.
   */
  public double[] scoreSums() {
    return new double[] {auxiliary == null ? 0 : auxiliary.scoreSum(), main.scoreSum()};
  }

  /**
   * The loss, normalised over all ranks; the totals of the ranks add up to the loss of the whole
   * micro-step. Call once, inside the gradient collector.
   *
   * @param globalScoreSums {@link #scoreSums} summed over the ranks; below 1 it counts as 1
   * @param globalImages images of this micro-step over all ranks
   */
  public LossValue total(double[] globalScoreSums, int globalImages) {
    return total(globalScoreSums, globalImages, 1);
  }

  /**
   * The loss, and with it every gradient, multiplied by a factor; the terms are not.
   *
   * @param factor a power of two
   */
  public LossValue total(double[] globalScoreSums, int globalImages, double factor) {
    NDArray terms = weighted(main, 1, globalScoreSums[1]);
    if (auxiliary != null) {
      terms = terms.add(weighted(auxiliary, config.auxiliary(), globalScoreSums[0]));
    }
    float[] values = terms.stopGradient().toFloatArray();
    NDArray total = Factor.times(terms.sum(), (float) (globalImages * factor));
    return new LossValue(total, values[0], values[1], values[2]);
  }

  private NDArray weighted(BranchLoss branch, double branchWeight, double globalScoreSum) {
    double weight = branchWeight / Math.max(globalScoreSum, 1);
    NDArray terms = branch.terms();
    float[] weights = {
      (float) (config.box() * weight),
      (float) (config.cls() * weight),
      (float) (config.dfl() * weight)
    };
    return terms.mul(terms.getManager().create(weights));
  }
}
