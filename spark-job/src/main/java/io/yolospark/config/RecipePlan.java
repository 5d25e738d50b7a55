package io.yolospark.config;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of the recipe follows from the config by arithmetic or is easily taken for granted.
 * Immutable and serialisable.
 *
 * @param weightDecay as in the config
 * @param nominalBatch images that {@code weightDecay} is meant for; null where it is used as
 *     written
 * @param globalBatch images of one optimizer step over all ranks
 * @param effectiveWeightDecay what the optimizer uses
 * @param rect whether validation images keep their shape
 */
public record RecipePlan(
    OptimizerKind optimizer,
    ScheduleKind schedule,
    double weightDecay,
    Integer nominalBatch,
    int globalBatch,
    double effectiveWeightDecay,
    boolean rect)
    implements Serializable {

  private static final String RECT =
      "only images of equal shape share a batch: there may be more and smaller ones than planned";

  /** The recipe of a config. */
  public static RecipePlan of(JobConfig config) {
    TrainConfig train = config.train();
    int globalBatch = TrainBatch.of(config.batch().train(), config.cluster().executors()).global();
    return new RecipePlan(
        train.optimizer(),
        train.schedule(),
        train.weightDecay(),
        train.nominalBatch(),
        globalBatch,
        train.weightDecay(globalBatch),
        config.validation().rect());
  }

  /** The recipe as a table for people, without a trailing line break. */
  public String describe() {
    String decay =
        nominalBatch == null
            ? "as written (train.nominal-batch: null)"
            : "%s x %d images per step / train.nominal-batch: %d"
                .formatted(plain(weightDecay), globalBatch, nominalBatch);
    String recipe =
        String.join(
            "\n",
            "recipe:",
            row("optimizer", Keys.name(optimizer), Keys.name(schedule) + " schedule"),
            row("weight decay", plain(effectiveWeightDecay), decay));
    return rect ? recipe + "\n" + row("validation", "rect", RECT) : recipe;
  }

  /** The recipe for plan.json; keys as in the job config. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("optimizer", Keys.name(optimizer));
    map.put("schedule", Keys.name(schedule));
    map.put("weight-decay", weightDecay);
    map.put("nominal-batch", nominalBatch);
    map.put("effective-weight-decay", effectiveWeightDecay);
    map.put("validation-rect", rect);
    return map;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String row(String name, String value, String meaning) {
    return "  %-18s %8s  %s".formatted(name, value, meaning);
  }
}
