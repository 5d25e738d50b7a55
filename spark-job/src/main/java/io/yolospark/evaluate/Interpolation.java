package io.yolospark.evaluate;

import java.util.Arrays;

/** Piecewise linear interpolation. */
final class Interpolation {

  private Interpolation() {}

  /**
   * Value at {@code x} of the line through the points; of points with equal abscissa the last
   * counts.
   *
   * @param xs ascending, repeats allowed, not empty
   * @param left value before the first point; after the last point its value holds
   */
  static double at(double x, double[] xs, double[] ys, double left) {
    int next = firstAbove(x, xs);
    if (next == 0) {
      return left;
    }
    int point = next - 1;
    if (next == xs.length || xs[point] == x) {
      return ys[point];
    }
    double slope = (ys[next] - ys[point]) / (xs[next] - xs[point]);
    return slope * (x - xs[point]) + ys[point];
  }

  private static int firstAbove(double x, double[] xs) {
    int found = Arrays.binarySearch(xs, x);
    if (found < 0) {
      return -found - 1;
    }
    int next = found + 1;
    while (next < xs.length && xs[next] == x) {
      next++;
    }
    return next;
  }
}
