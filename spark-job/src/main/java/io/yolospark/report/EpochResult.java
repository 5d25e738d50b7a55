package io.yolospark.report;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * An epoch is done, with its validation where it had one.
 *
 * @param epoch from 0
 * @param epochs epochs of the run
 * @param losses means over the training steps of the epoch, over all ranks
 * @param validation null where the epoch was not validated
 * @param learningRates at the end of the epoch, of the three parameter groups: biases, weights,
 *     normalisation weights
 * @param seconds wall time of training and validation
 * @param exposedSeconds mean over the steps of the time that rank 0 waited for sums over the ranks:
 *     communication that backward did not hide, and slower ranks
 * @param dataWait part of the training time, from 0 to 1, that the steps waited for images, mean
 *     over all ranks
 */
public record EpochResult(
    int epoch,
    int epochs,
    Losses losses,
    ValidationResult validation,
    List<Double> learningRates,
    double seconds,
    double exposedSeconds,
    double dataWait)
    implements Event {

  static final String TYPE = "epoch";

  private static final int GROUPS = 3;

  public EpochResult {
    learningRates = List.copyOf(learningRates);
    if (learningRates.size() != GROUPS) {
      throw new IllegalArgumentException(
          "Cannot report " + learningRates.size() + " learning rates: groups are " + GROUPS);
    }
  }

  /**
   * Figures of a validation pass, from 0 to 1.
   *
   * @param losses on the validation images; null where they were not computed
   */
  public record ValidationResult(
      double precision, double recall, double map50, double map, Losses losses) {}

  @Override
  public Serializable encode() {
    LinkedHashMap<String, Serializable> fields = new LinkedHashMap<>();
    fields.put(EventFields.TYPE, TYPE);
    fields.put("epoch", epoch);
    fields.put("epochs", epochs);
    fields.put("losses", losses.toArray());
    if (validation != null) {
      fields.put("precision", validation.precision);
      fields.put("recall", validation.recall);
      fields.put("map50", validation.map50);
      fields.put("map", validation.map);
      if (validation.losses != null) {
        fields.put("validation-losses", validation.losses.toArray());
      }
    }
    fields.put("learning-rates", learningRates.stream().mapToDouble(Double::doubleValue).toArray());
    fields.put("seconds", seconds);
    fields.put("exposed-seconds", exposedSeconds);
    fields.put("data-wait", dataWait);
    return fields;
  }

  static EpochResult decode(EventFields fields) {
    return new EpochResult(
        fields.integer("epoch"),
        fields.integer("epochs"),
        Losses.of(fields.numbers("losses", 3)),
        fields.has("map") ? decodeValidation(fields) : null,
        DoubleStream.of(fields.numbers("learning-rates", GROUPS)).boxed().toList(),
        fields.number("seconds"),
        fields.number("exposed-seconds"),
        fields.number("data-wait"));
  }

  private static ValidationResult decodeValidation(EventFields fields) {
    return new ValidationResult(
        fields.number("precision"),
        fields.number("recall"),
        fields.number("map50"),
        fields.number("map"),
        fields.has("validation-losses") ? Losses.of(fields.numbers("validation-losses", 3)) : null);
  }
}
