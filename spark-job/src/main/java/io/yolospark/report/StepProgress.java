package io.yolospark.report;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * An optimizer step is done.
 *
 * @param epoch from 0
 * @param epochs epochs of the run
 * @param step within the epoch, from 0
 * @param steps optimizer steps of an epoch
 * @param losses means over the epoch so far, over all ranks
 * @param imagesPerSecond training images of all ranks together
 */
public record StepProgress(
    int epoch, int epochs, int step, int steps, Losses losses, double imagesPerSecond)
    implements Event {

  static final String TYPE = "step";

  @Override
  public Serializable encode() {
    LinkedHashMap<String, Serializable> fields = new LinkedHashMap<>();
    fields.put(EventFields.TYPE, TYPE);
    fields.put("epoch", epoch);
    fields.put("epochs", epochs);
    fields.put("step", step);
    fields.put("steps", steps);
    fields.put("losses", losses.toArray());
    fields.put("images-per-second", imagesPerSecond);
    return fields;
  }

  static StepProgress decode(EventFields fields) {
    return new StepProgress(
        fields.integer("epoch"),
        fields.integer("epochs"),
        fields.integer("step"),
        fields.integer("steps"),
        Losses.of(fields.numbers("losses", 3)),
        fields.number("images-per-second"));
  }
}
