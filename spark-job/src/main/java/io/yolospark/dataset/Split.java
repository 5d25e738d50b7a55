package io.yolospark.dataset;

import io.yolospark.config.AnnotationsConfig;
import io.yolospark.config.DatasetConfig;
import java.util.List;
import java.util.Locale;

/** A part of a dataset. */
public enum Split {
  TRAIN,
  VAL,
  TEST;

  /** The descriptor's key of this split: {@code train}, {@code val} or {@code test}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the descriptor says about this split.
   *
   * @throws InvalidDatasetException if the descriptor does not have the split
   */
  List<String> entries(DatasetConfig dataset) {
    List<String> entries =
        switch (this) {
          case TRAIN -> dataset.train();
          case VAL -> dataset.val();
          case TEST -> dataset.test();
        };
    if (entries == null || entries.isEmpty()) {
      throw new InvalidDatasetException(
          "dataset." + key() + ": the descriptor has no such split; add the key to the descriptor");
    }
    return entries;
  }

  /**
   * The COCO annotation file of this split.
   *
   * @throws InvalidDatasetException if the descriptor does not name one
   */
  String annotations(DatasetConfig dataset) {
    AnnotationsConfig files = dataset.annotations();
    String file =
        files == null
            ? null
            : switch (this) {
              case TRAIN -> files.train();
              case VAL -> files.val();
              case TEST -> files.test();
            };
    if (file == null) {
      throw new InvalidDatasetException(
          "dataset.annotations." + key() + ": missing; name the split's COCO annotation file");
    }
    return file;
  }
}
