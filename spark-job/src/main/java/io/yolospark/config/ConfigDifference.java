package io.yolospark.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where the config of a run differs from the one that it was started with.
 *
 * @param accepted a line for each key that may differ: where and how the run is kept alive, and
 *     more epochs
 * @param refused a line for each key that keeps the run from going on
 */
public record ConfigDifference(List<String> accepted, List<String> refused) {

  /** Sections and keys that do not change what is computed. */
  private static final List<String> FREE =
      List.of(
          "output",
          "dataset.cache",
          "dataset.cache-budget",
          "dataset.cache-folder",
          "cluster",
          "batch.validation",
          "train.on-divergence",
          "train.roll-back",
          "validation.save-json",
          "loader",
          "all-reduce.timeout",
          "all-reduce.stall-warning",
          "all-reduce.checksum",
          "all-reduce.encryption",
          "all-reduce.shared-folder",
          "all-reduce.overlap",
          "all-reduce.interface",
          "all-reduce.ports",
          "memory",
          "checkpoint",
          "restart");

  private static final String EPOCHS = "train.epochs";

  /** Compares every key. */
  public static ConfigDifference between(JobConfig before, JobConfig now) {
    ConfigDifference difference = new ConfigDifference(new ArrayList<>(), new ArrayList<>());
    difference.collect("", before, now);
    return difference;
  }

  private void collect(String section, Record before, Record now) {
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      String key = Keys.join(section, Keys.name(component));
      Object old = Records.value(before, component);
      Object value = Records.value(now, component);
      if (old instanceof Record oldSection && value instanceof Record newSection) {
        collect(key, oldSection, newSection);
      } else if (!Objects.equals(old, value)) {
        note(key, old, value);
      }
    }
  }

  private void note(String key, Object before, Object now) {
    boolean extended = key.equals(EPOCHS) && (int) now > (int) before;
    if (extended || FREE.stream().anyMatch(each -> (key + ".").startsWith(each + "."))) {
      accepted.add("%s: %s instead of %s".formatted(key, text(now), text(before)));
    } else {
      refused.add(
          "%s: %s, but the run in output was started with %s; accepted: that, or another output, or --restart to move the run aside and start anew"
              .formatted(key, text(now), text(before)));
    }
  }

  /** As it is written in a config. */
  private static Object text(Object value) {
    return ConfigWriter.scalar(value);
  }
}
