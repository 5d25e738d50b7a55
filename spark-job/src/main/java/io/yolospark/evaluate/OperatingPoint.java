package io.yolospark.evaluate;

import java.util.Collection;

/** Choice of the confidence at which precision and recall are reported. */
final class OperatingPoint {

  /** Confidences examined: 0 to 1 in equal steps. */
  static final int CONFIDENCES = 1000;

  /** Taps of the box filter that smooths F1: a tenth of the confidences, odd. */
  private static final int TAPS = 101;

  private static final double EPSILON = 1e-16;

  private OperatingPoint() {}

  static double confidence(int index) {
    return index == CONFIDENCES - 1 ? 1 : index * (1.0 / (CONFIDENCES - 1));
  }

  /** Index of the confidence with the largest smoothed mean F1; the lowest of equal ones. */
  static int choose(Collection<ConfidenceCurve> curves) {
    double[] f1 = new double[CONFIDENCES];
    for (ConfidenceCurve curve : curves) {
      for (int i = 0; i < CONFIDENCES; i++) {
        double precision = curve.precision()[i];
        double recall = curve.recall()[i];
        f1[i] += 2 * precision * recall / (precision + recall + EPSILON) / curves.size();
      }
    }
    int best = 0;
    double bestValue = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CONFIDENCES; i++) {
      double value = smooth(f1, i);
      if (value > bestValue) {
        best = i;
        bestValue = value;
      }
    }
    return best;
  }

  /** Mean over the taps around {@code index}; the edges repeat. */
  private static double smooth(double[] values, int index) {
    double sum = 0;
    for (int i = index - TAPS / 2; i <= index + TAPS / 2; i++) {
      sum += values[Math.max(0, Math.min(values.length - 1, i))];
    }
    return sum / TAPS;
  }

  /** Precision and recall of one class at IoU 0.5 over the confidences. */
  record ConfidenceCurve(double[] precision, double[] recall) {}
}
