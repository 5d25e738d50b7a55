package io.yolospark.report;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * A checkpoint is there.
 *
 * @param name of its folder
 * @param bytes of its arrays
 * @param stallSeconds training stood still for so long, while the state was copied
 * @param writeSeconds it took so long to write, beside training
 */
public record CheckpointWritten(String name, long bytes, double stallSeconds, double writeSeconds)
    implements Event {

  static final String TYPE = "checkpoint";

  @Override
  public Serializable encode() {
    LinkedHashMap<String, Serializable> fields = new LinkedHashMap<>();
    fields.put(EventFields.TYPE, TYPE);
    fields.put("name", name);
    fields.put("bytes", bytes);
    fields.put("stallSeconds", stallSeconds);
    fields.put("writeSeconds", writeSeconds);
    return fields;
  }

  static CheckpointWritten decode(EventFields fields) {
    return new CheckpointWritten(
        fields.text("name"),
        fields.count("bytes"),
        fields.number("stallSeconds"),
        fields.number("writeSeconds"));
  }
}
