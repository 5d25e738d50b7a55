package io.yolospark.evaluate;

import io.yolospark.detect.Detection;

/** One row of a COCO results file. */
public record CocoResult(String imageId, int category, CocoBox box, double score) {

  /** A detection with the digits that the reference writes: 3 of a box, 5 of a score. */
  static CocoResult of(String imageId, int category, Detection detection) {
    CocoBox box =
        new CocoBox(
            round(detection.x1(), 1e3),
            round(detection.y1(), 1e3),
            round((double) detection.x2() - detection.x1(), 1e3),
            round((double) detection.y2() - detection.y1(), 1e3));
    return new CocoResult(imageId, category, box, round(detection.score(), 1e5));
  }

  private static double round(double value, double scale) {
    return Math.round(value * scale) / scale;
  }
}
