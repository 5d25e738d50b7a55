package io.yolospark.report;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * Something that changed the plan or went wrong.
 *
 * @param epoch from 0, or {@link #NONE} outside of training
 * @param step within the epoch, from 0, or {@link #NONE}
 * @param rank who tells it, or {@link #NONE} for the driver
 * @param kind a short word to filter by, such as {@code resume} or {@code out-of-memory}
 * @param message one sentence
 */
public record Notice(int epoch, int step, int rank, String kind, String message) implements Event {

  /** Not in an epoch, not in a step, not a rank. */
  public static final int NONE = -1;

  static final String TYPE = "notice";

  /** A notice of the driver, outside of any epoch. */
  public static Notice ofDriver(String kind, String message) {
    return new Notice(NONE, NONE, NONE, kind, message);
  }

  @Override
  public Serializable encode() {
    LinkedHashMap<String, Serializable> fields = new LinkedHashMap<>();
    fields.put(EventFields.TYPE, TYPE);
    fields.put("epoch", epoch);
    fields.put("step", step);
    fields.put("rank", rank);
    fields.put("kind", kind);
    fields.put("message", message);
    return fields;
  }

  static Notice decode(EventFields fields) {
    return new Notice(
        fields.integer("epoch"),
        fields.integer("step"),
        fields.integer("rank"),
        fields.text("kind"),
        fields.text("message"));
  }
}
