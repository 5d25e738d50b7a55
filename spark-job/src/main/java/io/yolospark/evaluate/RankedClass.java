package io.yolospark.evaluate;

import io.yolospark.evaluate.OperatingPoint.ConfidenceCurve;

/**
 * The detections of one class in the order of falling score, with the labels they are held against.
 *
 * @param negatedScores minus the score, ascending
 * @param correct bit i set where the detection is correct at IoU threshold i
 * @param labels labelled boxes of the class, at least 1
 */
record RankedClass(double[] negatedScores, short[] correct, int labels) {

  /** Average precision at each IoU threshold. */
  double[] averagePrecision() {
    double[] result = new double[IouThresholds.COUNT];
    for (int i = 0; i < result.length; i++) {
      int hits = count(i);
      // without a hit precision is 0 at every recall that is reached
      result[i] = hits == 0 ? 0 : AveragePrecision.of(recall(i), precision(i));
    }
    return result;
  }

  /** Precision and recall at IoU 0.5; all zero when nothing was detected. */
  ConfidenceCurve confidenceCurve() {
    double[] precision = new double[OperatingPoint.CONFIDENCES];
    double[] recall = new double[OperatingPoint.CONFIDENCES];
    if (correct.length > 0) {
      double[] precisions = precision(0);
      double[] recalls = recall(0);
      for (int i = 0; i < OperatingPoint.CONFIDENCES; i++) {
        double x = -OperatingPoint.confidence(i);
        precision[i] = Interpolation.at(x, negatedScores, precisions, 1);
        recall[i] = Interpolation.at(x, negatedScores, recalls, 0);
      }
    }
    return new ConfidenceCurve(precision, recall);
  }

  private int count(int threshold) {
    int hits = 0;
    for (short flags : correct) {
      hits += flags >> threshold & 1;
    }
    return hits;
  }

  private double[] recall(int threshold) {
    double[] result = new double[correct.length];
    int hits = 0;
    for (int i = 0; i < result.length; i++) {
      hits += correct[i] >> threshold & 1;
      result[i] = (double) hits / labels;
    }
    return result;
  }

  private double[] precision(int threshold) {
    double[] result = new double[correct.length];
    int hits = 0;
    for (int i = 0; i < result.length; i++) {
      hits += correct[i] >> threshold & 1;
      result[i] = (double) hits / (i + 1);
    }
    return result;
  }
}
