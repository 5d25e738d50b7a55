package io.yolospark.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What all images say about one category. */
final class CocoCategory {
  private static final int RECALLS = 101;

  private final List<CocoHit> hits = new ArrayList<>();
  private final Map<AreaRange, Integer> labels = new EnumMap<>(AreaRange.class);

  /** Adds an image; images come in the order of their ids, which decides between equal scores. */
  void add(List<CocoDetection> detections, List<CocoLabel> found) {
    hits.addAll(CocoMatcher.match(detections, found));
    for (AreaRange range : AreaRange.values()) {
      long counted = found.stream().filter(label -> CocoMatcher.counts(label, range)).count();
      labels.merge(range, (int) counted, Integer::sum);
    }
  }

  /** After the last image: the strongest detection first. */
  void sort() {
    hits.sort(Comparator.comparingDouble(hit -> -hit.score()));
  }

  /** Objects to be found. */
  int labels(AreaRange range) {
    return labels.get(range);
  }

  /** Precision at 101 recalls, made falling from the right; their mean. Needs the sort. */
  double averagePrecision(AreaRange range, int threshold) {
    long bit = CocoHit.bit(range, threshold);
    List<CocoHit> counted = hits.stream().filter(hit -> hit.counts(bit)).toList();
    double[] recall = new double[counted.size()];
    double[] precision = new double[counted.size()];
    int correct = 0;
    for (int i = 0; i < recall.length; i++) {
      correct += counted.get(i).correct(bit) ? 1 : 0;
      recall[i] = (double) correct / labels(range);
      precision[i] = correct / (i + 1 + Math.ulp(1.0));
    }
    for (int i = recall.length - 2; i >= 0; i--) {
      precision[i] = Math.max(precision[i], precision[i + 1]);
    }
    double sum = 0;
    int at = 0;
    for (int i = 0; i < RECALLS; i++) {
      double wanted = i == RECALLS - 1 ? 1 : i * 0.01;
      while (at < recall.length && recall[at] < wanted) {
        at++;
      }
      sum += at < recall.length ? precision[at] : 0;
    }
    return sum / RECALLS;
  }

  /** Share of the objects that the first detections of each image find. */
  double recall(AreaRange range, int threshold, int maxDetections) {
    long bit = CocoHit.bit(range, threshold);
    long correct =
        hits.stream().filter(hit -> hit.rank() < maxDetections && hit.correct(bit)).count();
    return (double) correct / labels(range);
  }
}
