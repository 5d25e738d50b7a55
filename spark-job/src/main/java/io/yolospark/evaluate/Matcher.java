package io.yolospark.evaluate;

import io.yolospark.detect.Detection;
import java.util.List;

/**
 * Decides which detections of an image are correct, as the YOLOv9 reference does: a detection may
 * take only the label of its class that it overlaps most; of several detections that reach the
 * threshold on one label, the first takes it and the others are false. Stateless.
 */
public final class Matcher {

  /** In the denominator of IoU, so that two empty boxes give 0. */
  private static final float EPSILON = 1e-7f;

  private Matcher() {}

  /**
   * Matches the detections of one image.
   *
   * @param position place of the image in the validation split, the same on every rank
   * @param detections in the order of falling score, corners in pixels of the original image
   * @throws IllegalArgumentException if the scores rise or lie outside 0 to 1
   */
  public static ImageStatistics match(
      int position, List<Detection> detections, GroundTruth labels) {
    int count = detections.size();
    float[] scores = new float[count];
    int[] classes = new int[count];
    short[] correct = new short[count];
    short[] taken = new short[labels.classes().length];
    for (int i = 0; i < count; i++) {
      Detection detection = detections.get(i);
      if (i > 0 && detection.score() > scores[i - 1]) {
        throw new IllegalArgumentException(
            "Cannot match image " + position + ": detection " + i + " outscores the one before it");
      }
      scores[i] = detection.score();
      classes[i] = detection.classId();
      correct[i] = claim(detection, labels, taken);
    }
    return new ImageStatistics(position, scores, classes, correct, labels.classes());
  }

  /** The thresholds (bit i: threshold i) at which the detection takes its best label. */
  private static short claim(Detection detection, GroundTruth labels, short[] taken) {
    int best = -1;
    float bestIou = 0;
    for (int i = 0; i < taken.length; i++) {
      if (labels.classes()[i] == detection.classId()) {
        float iou = iou(detection, labels.boxes(), 4 * i);
        if (iou > bestIou) {
          best = i;
          bestIou = iou;
        }
      }
    }
    int reached = 0;
    for (int i = 0; i < IouThresholds.COUNT && bestIou >= IouThresholds.at(i); i++) {
      reached |= 1 << i;
    }
    if (reached == 0) {
      return 0;
    }
    short won = (short) (reached & ~taken[best]);
    taken[best] |= won;
    return won;
  }

  /** In single precision, like the reference: 0.5 exactly is then still at the threshold. */
  static float iou(Detection detection, float[] boxes, int offset) {
    float left = boxes[offset];
    float top = boxes[offset + 1];
    float right = boxes[offset + 2];
    float bottom = boxes[offset + 3];
    float width = Math.min(detection.x2(), right) - Math.max(detection.x1(), left);
    float height = Math.min(detection.y2(), bottom) - Math.max(detection.y1(), top);
    float intersection = Math.max(width, 0) * Math.max(height, 0);
    float area =
        (detection.x2() - detection.x1()) * (detection.y2() - detection.y1())
            + (right - left) * (bottom - top);
    return intersection / (area - intersection + EPSILON);
  }
}
