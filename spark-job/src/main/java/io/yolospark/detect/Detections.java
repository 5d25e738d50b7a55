package io.yolospark.detect;

import ai.djl.ndarray.NDList;
import io.yolospark.image.Letterbox;
import java.util.ArrayList;
import java.util.List;

/** From raw head maps to detections. Stateless. */
public final class Detections {
  private Detections() {}

  /**
   * Decodes and suppresses; takes as long as it needs and drops no image.
   *
   * @param maps one (B, 64 + classes, h, w) map per level, finest first
   * @return per image, strongest first, in pixels of the network input, not clipped to it
   */
  public static List<List<Detection>> of(NDList maps, DetectOptions options) {
    Predictions predictions = BoxDecoder.decode(maps);
    List<List<Detection>> images = new ArrayList<>(predictions.images());
    for (int image = 0; image < predictions.images(); image++) {
      images.add(of(predictions, image, options));
    }
    return images;
  }

  /** Detections of one image, strongest first, in pixels of the network input. */
  static List<Detection> of(Predictions predictions, int image, DetectOptions options) {
    Candidates candidates = Candidates.of(predictions, image, options);
    NonMaxSuppression suppression =
        new NonMaxSuppression(predictions.classes(), options.iou(), options.maxDetections());
    for (int i = 0; i < candidates.count() && !suppression.full(); i++) {
      float[] box = predictions.box(image, candidates.anchor(i));
      suppression.offer(
          new Detection(
              box[0], box[1], box[2], box[3], candidates.score(i), candidates.classId(i)));
    }
    return suppression.kept();
  }

  /**
   * Maps detections from the square network input back to the original image.
   *
   * @param detections in pixels of the network input
   * @param letterbox how the original was placed
   * @return in pixels of the original, clipped to it, in the same order
   */
  public static List<Detection> toOriginal(List<Detection> detections, Letterbox letterbox) {
    List<Detection> mapped = new ArrayList<>(detections.size());
    for (Detection detection : detections) {
      mapped.add(
          new Detection(
              (float) letterbox.toOriginalX(detection.x1()),
              (float) letterbox.toOriginalY(detection.y1()),
              (float) letterbox.toOriginalX(detection.x2()),
              (float) letterbox.toOriginalY(detection.y2()),
              detection.score(),
              detection.classId()));
    }
    return mapped;
  }
}
