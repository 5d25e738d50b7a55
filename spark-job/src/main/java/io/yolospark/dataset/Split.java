package io.yolospark.dataset;

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
}
