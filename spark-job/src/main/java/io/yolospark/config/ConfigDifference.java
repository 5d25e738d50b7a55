package io.yolospark.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where the config of a run differs from the one it was started with. */
public final class ConfigDifference {

  /** Sections and keys that do not change what is computed. */
  private static final List<String> FREE =
      List.of(
          "cluster",
          "checkpoint",
          "restart",
          "loader",
          "memory.probe",
          "all-reduce.timeout",
          "train.on-divergence",
          "train.roll-back");

  private ConfigDifference() {}

  /**
   * The keys that keep a run from going on, with both values; empty if it may. Epochs may be added,
   * and where and how the run is kept alive may change.
   */
  public static List<String> refusals(JobConfig before, JobConfig now) {
    List<String> refusals = new ArrayList<>();
    collect("", before, now, refusals);
    int epochs = before.train().epochs();
    if (now.train().epochs() < epochs) {
      refusals.add(text("train.epochs", epochs, now.train().epochs()));
    }
    return refusals;
  }

  private static void collect(String section, Record before, Record now, List<String> refusals) {
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      String key = Keys.join(section, Keys.name(component));
      Object old = Records.value(before, component);
      Object value = Records.value(now, component);
      if (FREE.contains(key) || key.equals("train.epochs")) {
        continue;
      }
      if (old instanceof Record oldSection && value instanceof Record newSection) {
        collect(key, oldSection, newSection, refusals);
      } else if (!Objects.equals(old, value)) {
        refusals.add(text(key, old, value));
      }
    }
  }

  private static String text(String key, Object before, Object now) {
    return "%s: %s, but the run in output was started with %s; accepted: that, or another output, or --restart to move the run aside and start anew"
        .formatted(key, now, before);
  }
}
