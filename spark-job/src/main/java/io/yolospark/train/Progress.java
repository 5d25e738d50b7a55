package io.yolospark.train;

import java.util.List;

/**
 * How far training is, for a checkpoint.
 *
 * @param epochs epochs done, with their validation
 * @param step optimizer steps done of the epoch that follows
 * @param steps optimizer steps done, over all epochs
 * @param losses sums of the loss terms over the steps of the epoch that follows
 * @param best the best epoch so far
 * @param validationBatches of the last validation, by rank; empty before it
 * @param sizes what batches have shrunk to; null before the first step
 */
record Progress(
    int epochs,
    int step,
    long steps,
    List<Double> losses,
    Best.State best,
    List<List<Integer>> validationBatches,
    CurrentSizes sizes) {

  /** Before the first step. */
  static final Progress NONE =
      new Progress(0, 0, 0, List.of(0.0, 0.0, 0.0), new Best().state(), List.of(), null);

  /**
   * Within the same epoch.
   *
   * @param lossSums over the steps of the epoch
   */
  Progress within(int stepInEpoch, long allSteps, List<Double> lossSums, CurrentSizes current) {
    return new Progress(epochs, stepInEpoch, allSteps, lossSums, best, validationBatches, current);
  }

  /**
   * After the epoch.
   *
   * @param validated sizes of the validation batches, by rank
   */
  Progress afterEpoch(
      long allSteps, Best.State bestSoFar, List<List<Integer>> validated, CurrentSizes current) {
    return new Progress(epochs + 1, 0, allSteps, NONE.losses(), bestSoFar, validated, current);
  }
}
