package io.yolospark.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * Quality of a detector on a split; all figures from 0 to 1. Precision and recall are means over
 * classes at one confidence, the one with the best smoothed mean F1.
 *
 * @param map50 mean over classes of the average precision at IoU 0.5
 * @param map mean over classes and the ten IoU thresholds 0.5 to 0.95
 * @param images images evaluated, with and without labels
 * @param instances labelled boxes
 * @param perClass the classes that occur in the labels, by rising id
 */
public record DetectionMetrics(
    double precision,
    double recall,
    double map50,
    double map,
    int images,
    int instances,
    List<ClassMetrics> perClass)
    implements Serializable {

  public DetectionMetrics {
    perClass = List.copyOf(perClass);
  }

  /** What "best" means when models are compared: 0.1 mAP50 + 0.9 mAP50-95. */
  public double fitness() {
    return 0.1 * map50 + 0.9 * map;
  }

  /**
   * Quality on one class.
   *
   * @param images images that hold a label of the class
   * @param instances labelled boxes of the class
   * @param map50 average precision at IoU 0.5
   * @param map mean average precision over the ten IoU thresholds
   */
  public record ClassMetrics(
      int classId,
      int images,
      int instances,
      double precision,
      double recall,
      double map50,
      double map)
      implements Serializable {}
}
