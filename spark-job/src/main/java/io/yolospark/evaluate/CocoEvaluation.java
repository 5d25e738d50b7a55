package io.yolospark.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * COCO's own protocol for boxes: equal to what {@code pycocotools} computes. Stateless and
 * thread-safe.
 */
public final class CocoEvaluation {
  private static final int MOST_DETECTIONS = 100;
  private static final int IOU_50 = 0;
  private static final int IOU_75 = 5;

  private CocoEvaluation() {}

  /**
   * Evaluates a split.
   *
   * @param images all images of the split, also those without labels or detections, in the order of
   *     their ids: between equal scores the earlier image goes first
   */
  public static CocoFigures of(List<CocoImage> images) {
    Map<Integer, CocoCategory> byId = new TreeMap<>();
    images.forEach(image -> add(image, byId));
    List<CocoCategory> categories = List.copyOf(byId.values());
    categories.forEach(CocoCategory::sort);
    return new CocoFigures(
        precision(categories, AreaRange.ALL),
        mean(categories, AreaRange.ALL, each -> each.averagePrecision(AreaRange.ALL, IOU_50)),
        mean(categories, AreaRange.ALL, each -> each.averagePrecision(AreaRange.ALL, IOU_75)),
        precision(categories, AreaRange.SMALL),
        precision(categories, AreaRange.MEDIUM),
        precision(categories, AreaRange.LARGE),
        recall(categories, AreaRange.ALL, 1),
        recall(categories, AreaRange.ALL, 10),
        recall(categories, AreaRange.ALL, MOST_DETECTIONS),
        recall(categories, AreaRange.SMALL, MOST_DETECTIONS),
        recall(categories, AreaRange.MEDIUM, MOST_DETECTIONS),
        recall(categories, AreaRange.LARGE, MOST_DETECTIONS));
  }

  private static void add(CocoImage image, Map<Integer, CocoCategory> categories) {
    Map<Integer, List<CocoLabel>> labels =
        image.labels().stream().collect(Collectors.groupingBy(CocoLabel::category));
    Map<Integer, List<CocoDetection>> detections =
        image.detections().stream()
            .sorted(Comparator.comparingDouble(detection -> -detection.score()))
            .collect(Collectors.groupingBy(CocoDetection::category));
    labels.forEach(
        (id, found) -> {
          List<CocoDetection> own = detections.getOrDefault(id, List.of());
          category(categories, id).add(strongest(own), found);
        });
    detections.forEach(
        (id, own) -> {
          if (!labels.containsKey(id)) {
            category(categories, id).add(strongest(own), List.of());
          }
        });
  }

  private static CocoCategory category(Map<Integer, CocoCategory> categories, int id) {
    return categories.computeIfAbsent(id, key -> new CocoCategory());
  }

  private static List<CocoDetection> strongest(List<CocoDetection> sorted) {
    return sorted.subList(0, Math.min(sorted.size(), MOST_DETECTIONS));
  }

  private static double precision(List<CocoCategory> categories, AreaRange range) {
    return mean(
        categories, range, each -> overThresholds(iou -> each.averagePrecision(range, iou)));
  }

  private static double recall(List<CocoCategory> categories, AreaRange range, int detections) {
    return mean(
        categories, range, each -> overThresholds(iou -> each.recall(range, iou, detections)));
  }

  private static double overThresholds(IntToDoubleFunction figure) {
    return IntStream.range(0, IouThresholds.COUNT).mapToDouble(figure).average().orElseThrow();
  }

  /** Over the categories that have objects of the range. */
  private static double mean(
      List<CocoCategory> categories, AreaRange range, ToDoubleFunction<CocoCategory> figure) {
    return categories.stream()
        .filter(each -> each.labels(range) > 0)
        .mapToDouble(figure)
        .average()
        .orElse(-1);
  }
}
