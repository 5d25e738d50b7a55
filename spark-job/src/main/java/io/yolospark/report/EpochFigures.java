package io.yolospark.report;

import io.yolospark.report.EpochResult.ValidationResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The figures of an epoch, under the names that the YOLOv9 reference gives them. */
final class EpochFigures {

  static final List<String> NAMES =
      List.of(
          "train/box_loss",
          "train/cls_loss",
          "train/dfl_loss",
          "metrics/precision",
          "metrics/recall",
          "metrics/mAP_0.5",
          "metrics/mAP_0.5:0.95",
          "val/box_loss",
          "val/cls_loss",
          "val/dfl_loss",
          "x/lr0",
          "x/lr1",
          "x/lr2");

  private EpochFigures() {}

  /** In the order of {@link #NAMES}; null where a figure was not taken. */
  static List<Double> of(EpochResult result) {
    List<Double> figures = new ArrayList<>();
    addLosses(figures, result.losses());
    ValidationResult validation = result.validation();
    if (validation == null) {
      figures.addAll(Collections.nCopies(4, null));
    } else {
      figures.add(validation.precision());
      figures.add(validation.recall());
      figures.add(validation.map50());
      figures.add(validation.map());
    }
    addLosses(figures, validation == null ? null : validation.losses());
    figures.addAll(result.learningRates());
    return figures;
  }

  private static void addLosses(List<Double> figures, Losses losses) {
    if (losses == null) {
      figures.addAll(Collections.nCopies(3, null));
    } else {
      figures.add(losses.box());
      figures.add(losses.cls());
      figures.add(losses.dfl());
    }
  }
}
