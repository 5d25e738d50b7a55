package io.yolospark.evaluate;

import io.yolospark.evaluate.DetectionMetrics.ClassMetrics;
import io.yolospark.evaluate.OperatingPoint.ConfidenceCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Metrics of images in the order of their position. */
final class MetricsCalculator {

  private MetricsCalculator() {}

  static DetectionMetrics compute(List<ImageStatistics> images) {
    Map<Integer, ClassAccumulator> classes = accumulate(images);
    List<ClassMetrics> perClass = hasHit(images) ? measure(classes) : zeros(classes);
    return new DetectionMetrics(
        mean(perClass, ClassMetrics::precision),
        mean(perClass, ClassMetrics::recall),
        mean(perClass, ClassMetrics::map50),
        mean(perClass, ClassMetrics::map),
        images.size(),
        classes.values().stream().mapToInt(ClassAccumulator::labels).sum(),
        perClass);
  }

  /** The classes that have labels, with all detections of theirs. */
  private static Map<Integer, ClassAccumulator> accumulate(List<ImageStatistics> images) {
    Map<Integer, ClassAccumulator> classes = new TreeMap<>();
    for (ImageStatistics image : images) {
      for (int labelClass : image.labelClasses()) {
        classes
            .computeIfAbsent(labelClass, key -> new ClassAccumulator())
            .addLabel(image.position());
      }
    }
    for (ImageStatistics image : images) {
      for (int i = 0; i < image.detectionCount(); i++) {
        ClassAccumulator accumulator = classes.get(image.classes()[i]);
        if (accumulator != null) {
          accumulator.addDetection(image.scores()[i], image.correct()[i]);
        }
      }
    }
    return classes;
  }

  private static boolean hasHit(List<ImageStatistics> images) {
    for (ImageStatistics image : images) {
      for (short flags : image.correct()) {
        if (flags != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<ClassMetrics> measure(Map<Integer, ClassAccumulator> classes) {
    List<ConfidenceCurve> curves = new ArrayList<>();
    List<double[]> averagePrecisions = new ArrayList<>();
    for (ClassAccumulator accumulator : classes.values()) {
      RankedClass ranked = accumulator.rank();
      curves.add(ranked.confidenceCurve());
      averagePrecisions.add(ranked.averagePrecision());
    }
    int point = OperatingPoint.choose(curves);

    List<ClassMetrics> result = new ArrayList<>();
    for (Map.Entry<Integer, ClassAccumulator> entry : classes.entrySet()) {
      ConfidenceCurve curve = curves.get(result.size());
      double[] averagePrecision = averagePrecisions.get(result.size());
      result.add(
          new ClassMetrics(
              entry.getKey(),
              entry.getValue().images(),
              entry.getValue().labels(),
              curve.precision()[point],
              curve.recall()[point],
              averagePrecision[0],
              Arrays.stream(averagePrecision).sum() / averagePrecision.length));
    }
    return result;
  }

  /** Without a single hit every figure is 0, also the precision of an empty choice. */
  private static List<ClassMetrics> zeros(Map<Integer, ClassAccumulator> classes) {
    return classes.entrySet().stream()
        .map(
            entry ->
                new ClassMetrics(
                    entry.getKey(),
                    entry.getValue().images(),
                    entry.getValue().labels(),
                    0,
                    0,
                    0,
                    0))
        .toList();
  }

  private static double mean(List<ClassMetrics> classes, ToDoubleFunction<ClassMetrics> figure) {
    return classes.stream().mapToDouble(figure).average().orElse(0);
  }
}
