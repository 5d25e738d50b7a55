package io.yolospark.evaluate;

import java.util.List;

/**
 * One image with what is in it and what was found.
 *
 * @param detections in any order; equal scores keep theirs
 */
public record CocoImage(List<CocoLabel> labels, List<CocoDetection> detections) {
  /** Copies the lists. */
  public CocoImage {
    labels = List.copyOf(labels);
    detections = List.copyOf(detections);
  }
}
