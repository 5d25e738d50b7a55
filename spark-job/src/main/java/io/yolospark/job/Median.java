package io.yolospark.job;

import java.util.stream.DoubleStream;

/** The median of a few figures. */
final class Median {

  private Median() {}

  /**
   * The middle value, or the mean of the two middle ones.
   *
   * @param values at least one, in any order; left as they are
   */
  static double of(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
