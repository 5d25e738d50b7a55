package io.yolospark.evaluate;

import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.SplitTruth;
import io.yolospark.evaluate.DetectionMetrics.ClassMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything that is said about the detections of a split. */
public record SplitEvaluation(DetectionMetrics metrics, CocoFigures coco, ConfusionMatrix matrix) {

  /**
   * Evaluates.
   *
   * @param records the split's usable images
   * @param names of the classes
   */
  public static SplitEvaluation of(
      List<ImageRecord> records, SplitTruth truth, SplitResults results, List<String> names) {
    List<ImageStatistics> statistics = new ArrayList<>();
    ConfusionMatrix matrix = new ConfusionMatrix(names.size());
    for (int i = 0; i < records.size(); i++) {
      GroundTruth labels = GroundTruth.of(records.get(i));
      statistics.add(Matcher.match(i, results.detections().get(i), labels));
      matrix.add(results.detections().get(i), labels);
    }
    return new SplitEvaluation(
        ValidationStatistics.of(statistics).metrics(),
        CocoEvaluation.of(results.images(truth)),
        matrix);
  }

  /** The reference's table, a line a class, and COCO's figures. */
  public String describe(List<String> names) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-20s %8s %9s %8s %8s %8s %8s%n"
            .formatted("class", "images", "instances", "P", "R", "mAP50", "mAP50-95"));
    ClassMetrics all =
        new ClassMetrics(
            -1,
            metrics.images(),
            metrics.instances(),
            metrics.precision(),
            metrics.recall(),
            metrics.map50(),
            metrics.map());
    text.append(line("all", all));
    metrics.perClass().forEach(each -> text.append(line(names.get(each.classId()), each)));
    return text.append(coco.describe()).toString();
  }

  private static String line(String name, ClassMetrics figures) {
    return String.format(
        Locale.ROOT,
        "%-20s %8d %9d %8.4f %8.4f %8.4f %8.4f%n",
        name,
        figures.images(),
        figures.instances(),
        figures.precision(),
        figures.recall(),
        figures.map50(),
        figures.map());
  }
}
