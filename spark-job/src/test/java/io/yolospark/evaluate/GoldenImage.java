package io.yolospark.evaluate;

import io.yolospark.detect.Detection;
import java.util.List;

/** The worked example of the YOLOv9 specification: six detections against three labels. */
final class GoldenImage {

  static final List<Detection> DETECTIONS =
      List.of(
          new Detection(10, 10, 50, 50, 0.9f, 0),
          new Detection(12, 12, 52, 52, 0.8f, 0),
          new Detection(100, 100, 150, 160, 0.7f, 1),
          new Detection(200, 200, 240, 240, 0.6f, 0),
          new Detection(98, 100, 152, 158, 0.5f, 1),
          new Detection(10, 10, 50, 50, 0.4f, 1));

  static final GroundTruth LABELS =
      new GroundTruth(
          new int[] {0, 1, 0},
          new float[] {11, 11, 51, 51, 100, 100, 150, 158, 205, 205, 250, 250});

  private GoldenImage() {}
}
