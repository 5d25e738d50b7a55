package io.yolospark.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Matches the detections of one category in one image as COCO does: each, from the strongest to the
 * weakest, takes the free label that it overlaps most. Labels that do not count (crowds, areas out
 * of range) are taken only if no other is reached, and make the detection not count either; a crowd
 * can be taken many times.
 */
final class CocoMatcher {
  /** So that a perfect overlap, off by rounding, reaches a threshold of 1. */
  private static final double HIGHEST = 1 - 1e-10;

  private final List<CocoDetection> detections;
  private final List<CocoLabel> labels;
  private final double[][] overlaps;
  private final long[] matched;
  private final long[] ignored;

  private CocoMatcher(List<CocoDetection> detections, List<CocoLabel> labels) {
    this.detections = detections;
    this.labels = labels;
    overlaps = new double[detections.size()][labels.size()];
    for (int i = 0; i < overlaps.length; i++) {
      for (int j = 0; j < labels.size(); j++) {
        overlaps[i][j] = detections.get(i).box().overlap(labels.get(j));
      }
    }
    matched = new long[detections.size()];
    ignored = new long[detections.size()];
  }

  /**
   * Matches for every area range and threshold.
   *
   * @param detections by falling score
   */
  static List<CocoHit> match(List<CocoDetection> detections, List<CocoLabel> labels) {
    CocoMatcher matcher = new CocoMatcher(detections, labels);
    for (AreaRange range : AreaRange.values()) {
      matcher.match(range);
    }
    List<CocoHit> hits = new ArrayList<>(detections.size());
    for (int i = 0; i < detections.size(); i++) {
      hits.add(new CocoHit(detections.get(i).score(), i, matcher.matched[i], matcher.ignored[i]));
    }
    return hits;
  }

  /** Whether a label is one to be found; the others are ignored. */
  static boolean counts(CocoLabel label, AreaRange range) {
    return !label.crowd() && range.holds(label.area());
  }

  private void match(AreaRange range) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(label -> !counts(labels.get(label), range)));
    for (int threshold = 0; threshold < IouThresholds.COUNT; threshold++) {
      long bit = CocoHit.bit(range, threshold);
      double least = Math.min(IouThresholds.exact(threshold), HIGHEST);
      boolean[] taken = new boolean[labels.size()];
      for (int i = 0; i < detections.size(); i++) {
        int label = best(overlaps[i], least, order, taken, range);
        if (label >= 0) {
          taken[label] = true;
          matched[i] |= bit;
        }
        boolean out =
            label < 0
                ? !range.holds(detections.get(i).box().area())
                : !counts(labels.get(label), range);
        ignored[i] |= out ? bit : 0;
      }
    }
  }

  /** The label to take, -1 for none; of equal overlaps the last, as COCO has it. */
  private int best(
      double[] overlap, double least, List<Integer> order, boolean[] taken, AreaRange range) {
    int best = -1;
    double reached = least;
    for (int label : order) {
      if (taken[label] && !labels.get(label).crowd()) {
        continue;
      }
      if (best >= 0 && counts(labels.get(best), range) && !counts(labels.get(label), range)) {
        break;
      }
      if (overlap[label] >= reached) {
        best = label;
        reached = overlap[label];
      }
    }
    return best;
  }
}
