package io.yolospark.detect;

import io.yolospark.config.ValidationConfig;

/**
 * How predictions become detections.
 *
 * @param confidence a score must be above it, from 0 to 1
 * @param iou IoU above which the weaker of two boxes of a class is dropped, from 0 to 1
 * @param maxDetections most detections kept per image
 * @param multiLabel whether every class above the confidence makes a detection, or only the best
 *     class of an anchor
 */
public record DetectOptions(double confidence, double iou, int maxDetections, boolean multiLabel) {

  /** Checks the ranges. */
  public DetectOptions {
    requireFraction("confidence", confidence);
    requireFraction("iou", iou);
    if (maxDetections < 1) {
      throw new IllegalArgumentException(
          "Invalid max-detections: " + maxDetections + " (accepted: 1 or more)");
    }
  }

  /** The options of validation: several labels per box. */
  public static DetectOptions of(ValidationConfig config) {
    return new DetectOptions(config.confidence(), config.iou(), config.maxDetections(), true);
  }

  private static void requireFraction(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + value + " (accepted: from 0 to 1)");
    }
  }
}
