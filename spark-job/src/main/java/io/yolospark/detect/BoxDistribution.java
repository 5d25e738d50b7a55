package io.yolospark.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The distribution from which a box side is read: a softmax over 16 bins whose expectation is the
 * distance from the anchor point in grid units (Generalized Focal Loss, arXiv:2006.04388).
 */
public final class BoxDistribution {
  /** Sides in channel order: left, top, right, bottom. */
  public static final int SIDES = 4;

  /** Bins per side; bin i stands for a distance of i cells. */
  public static final int BINS = 16;

  /** Channels of a raw head map that describe the box; the class logits follow. */
  public static final int CHANNELS = SIDES * BINS;

  private BoxDistribution() {}

  /**
   * Expected distances of the four sides.
   *
   * @param probabilities (…, 16, n), summing to 1 over the bins
   * @return (…, n) in grid units, from 0 to 15, on the manager of {@code probabilities}
   */
  public static NDArray expectation(NDArray probabilities) {
    int axis = probabilities.getShape().dimension() - 2;
    try (NDArray bins = probabilities.getManager().arange(0f, BINS, 1f)) {
      return probabilities.mul(bins.reshape(new Shape(BINS, 1))).sum(new int[] {axis});
    }
  }
}
