package io.yolospark.evaluate;

import io.yolospark.detect.Detection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Which classes are taken for which: rows are detected classes, columns labelled ones, the last of
 * each is the background. Detections above a confidence are matched one to one with labels of any
 * class, by IoU (specification, section 6.6); unlike the reference, an image without any match
 * counts its detections too. One thread.
 */
public final class ConfusionMatrix {
  private static final float CONFIDENCE = 0.25f;
  private static final float IOU = 0.45f;

  private final long[][] counts;

  /** An empty matrix. */
  public ConfusionMatrix(int classes) {
    counts = new long[classes + 1][classes + 1];
  }

  /** Counts an image; detections and labels in pixels of the original. */
  public void add(List<Detection> detections, GroundTruth labels) {
    int background = counts.length - 1;
    List<Detection> sure = detections.stream().filter(each -> each.score() > CONFIDENCE).toList();
    int[] owners = owners(sure, labels);
    boolean[] matched = new boolean[sure.size()];
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] < 0) {
        counts[background][labels.classes()[i]]++;
      } else {
        counts[sure.get(owners[i]).classId()][labels.classes()[i]]++;
        matched[owners[i]] = true;
      }
    }
    for (int i = 0; i < matched.length; i++) {
      counts[sure.get(i).classId()][background] += matched[i] ? 0 : 1;
    }
  }

  /** Count of detections of one class on labels of another; the number of classes: background. */
  public long count(int detected, int labelled) {
    return counts[detected][labelled];
  }

  /**
   * A CSV table.
   *
   * @param names of the classes
   */
  public String toCsv(List<String> names) {
    String header = names.stream().map(ConfusionMatrix::quote).collect(Collectors.joining(","));
    StringBuilder csv = new StringBuilder("detected\\labelled," + header + ",background\n");
    for (int row = 0; row < counts.length; row++) {
      csv.append(row < names.size() ? quote(names.get(row)) : "background").append(',');
      csv.append(
              LongStream.of(counts[row]).mapToObj(Long::toString).collect(Collectors.joining(",")))
          .append('\n');
    }
    return csv.toString();
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The detection that takes each label: each bids for its best, the best bid wins; of equals the
   * last, as in the reference.
   */
  private static int[] owners(List<Detection> detections, GroundTruth labels) {
    int[] owners = new int[labels.classes().length];
    float[] bids = new float[owners.length];
    Arrays.fill(owners, -1);
    for (int i = 0; i < detections.size(); i++) {
      int best = -1;
      float bestIou = 0;
      for (int label = 0; label < owners.length; label++) {
        float iou = Matcher.iou(detections.get(i), labels.boxes(), 4 * label);
        if (iou > IOU && iou >= bestIou) {
          best = label;
          bestIou = iou;
        }
      }
      if (best >= 0 && bestIou >= bids[best]) {
        owners[best] = i;
        bids[best] = bestIou;
      }
    }
    return owners;
  }
}
