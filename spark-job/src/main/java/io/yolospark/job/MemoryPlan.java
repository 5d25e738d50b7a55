package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.config.OptimizerKind;
import io.yolospark.model.ActivationSize;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each rank will hold, by arithmetic, before anything is measured. The engine's workspaces and
 * fragmentation come on top: the probe measures them.
 *
 * @param always bytes held in both phases, by name
 * @param training bytes that a training step adds
 * @param validation bytes that a validation batch adds
 * @param heap largest Java heap as configured: decoded images, batches prepared ahead, labels and
 *     candidates of non-maximum suppression live there
 */
record MemoryPlan(
    Map<String, Long> always,
    Map<String, Long> training,
    Map<String, Long> validation,
    String heap) {

  private static final double MEBIBYTE = 1 << 20;
  private static final int BOX_BINS = 64;
  private static final int[] STRIDES = {8, 16, 32};

  /** The plan of a config with its numbers filled in. */
  static MemoryPlan of(JobConfig config, BatchPlan plan, YoloBlock block) {
    int side = config.model().imageSize();
    long parameters =
        block.modelParameters().stream()
            .filter(each -> each.role().trained())
            .mapToLong(each -> Float.BYTES * (long) each.size())
            .sum();
    Map<String, Long> always = new LinkedHashMap<>();
    always.put("parameters", parameters);
    always.put("optimizer state", buffers(config.train().optimizer()) * parameters);
    always.put("moving average (EMA)", parameters);

    int most = (int) (side * (1 + config.train().multiScale())) / 32 * 32;
    Map<String, Long> training = new LinkedHashMap<>();
    training.put("gradients", parameters);
    training.put("transients of gradients", (plan.microSteps() > 1 ? 2 : 1) * parameters);
    training.put(
        "activations of " + plan.microBatch() + " x " + most + " px",
        (long) Float.BYTES * plan.microBatch() * ActivationSize.of(block, most).training());
    training.put("input", input(plan.microBatch(), most));

    Map<String, Long> validation = new LinkedHashMap<>();
    int batch = plan.validationBatch();
    validation.put(
        "activations of " + batch + " x " + side + " px",
        (long) Float.BYTES * batch * ActivationSize.of(block, side).inference());
    validation.put("decoding and suppression", decoding(batch, side, config.classNames().size()));
    validation.put("input", input(batch, side));
    return new MemoryPlan(always, training, validation, config.cluster().executorMemory());
  }

  private static int buffers(OptimizerKind kind) {
    return switch (kind) {
      case SGD, LION -> 1;
      case ADAM -> 2;
      case ADAMW -> 3;
    };
  }

  /** Bytes as they come from the loader, and as floats. */
  private static long input(int images, int side) {
    return 3L * (1 + Float.BYTES) * images * side * side;
  }

  /** Maps, their transposed copy, distribution and boxes of every anchor. */
  private static long decoding(int images, int side, int classes) {
    long anchors = 0;
    for (int stride : STRIDES) {
      long cells = side / stride;
      anchors += cells * cells;
    }
    return (long) Float.BYTES * images * anchors * (3L * BOX_BINS + 2L * classes + 4);
  }

  private static long sum(Map<String, Long> parts) {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The plan as a table for people, without a trailing line break. */
  String describe() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "memory plan: each rank, estimated; beside the engine itself and a Java heap of up to "
            + heap);
    lines.add(row("model", sum(always), text(always)));
    lines.add(row("training step", sum(always) + sum(training), "model, " + text(training)));
    lines.add(row("validation batch", sum(always) + sum(validation), "model, " + text(validation)));
    return String.join("\n", lines);
  }

  /** The plan for plan.json, in bytes. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", always);
    map.put("training-step", training);
    map.put("validation-batch", validation);
    map.put("java-heap", heap);
    return map;
  }

  private static String text(Map<String, Long> parts) {
    List<String> texts = new ArrayList<>();
    parts.forEach((name, bytes) -> texts.add(name + " " + number(bytes)));
    return String.join(", ", texts);
  }

  private static String row(String name, long bytes, String parts) {
    return "  %-18s %8s MiB  %s".formatted(name, number(bytes), parts);
  }

  private static String number(long bytes) {
    return String.format(Locale.ROOT, bytes < 10 * MEBIBYTE ? "%,.1f" : "%,.0f", bytes / MEBIBYTE);
  }
}
