package io.yolospark.evaluate;

/**
 * What one image contributes to the metrics. Immutable by convention: nobody writes to the arrays.
 *
 * @param position place of the image in the validation split, the same on every rank
 * @param scores score of each detection, from 0 to 1
 * @param classes class id of each detection
 * @param correct of each detection, bit i set where it is correct at the IoU threshold 0.5 + 0.05 i
 * @param labelClasses class id of each labelled box
 */
public record ImageStatistics(
    int position, float[] scores, int[] classes, short[] correct, int[] labelClasses) {

  public ImageStatistics {
    if (classes.length != scores.length || correct.length != scores.length) {
      throw new IllegalArgumentException(
          "Cannot pair %d scores with %d classes and %d flags of image %d"
              .formatted(scores.length, classes.length, correct.length, position));
    }
    for (float score : scores) {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException(
            "Cannot rank score " + score + " of image " + position + ": not from 0 to 1");
      }
    }
  }

  /** Number of detections. */
  public int detectionCount() {
    return scores.length;
  }
}
