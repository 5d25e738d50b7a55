package io.yolospark.config;

import io.yolospark.config.BatchConfig.TrainBatchConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules that go beyond the type and the bounds of one key. */
final class ConfigChecks {

  private static final List<String> VARIANTS =
      List.of(
          "gelan-t",
          "gelan-s",
          "gelan-m",
          "gelan-c",
          "gelan-e",
          "yolov9-t",
          "yolov9-s",
          "yolov9-m",
          "yolov9-c",
          "yolov9-e");

  /** Largest stride of the network: a side that it does not divide has no whole feature map. */
  private static final int LARGEST_STRIDE = 32;

  /**
   * With this much over the image size the far corners of a mosaic are still in front of the eye: 1
   * + x p + y p is at least 0.2 for x, y from -size to size.
   */
  private static final double STEEPEST_PERSPECTIVE = 0.4;

  private static final int LONGEST_NAME = 128;

  /** Spark refuses executors below 1.5 times the 300 MiB that it reserves. */
  private static final long LEAST_MEMORY = 450L << 20;

  private ConfigChecks() {}

  /** What is wrong with the value of one key; see {@link ValueCheck}. */
  static Optional<String> complaint(String key, Object value) {
    return switch (key) {
      case "name" -> name((String) value);
      case "model.variant" -> variant((String) value);
      case "model.image-size" -> imageSize((Integer) value);
      case "model.freeze" -> freeze((List<?>) value);
      case "memory.headroom" -> headroom((String) value);
      case "cluster.executor-memory" -> memory((String) value);
      case "dataset.cache-budget" -> cacheBudget((String) value);
      case "dataset.cache-folder" -> cacheFolder((String) value);
      case "all-reduce.ports" -> ports((String) value);
      case "train.clip-norm" -> clipNorm((Double) value);
      case "dataset.names" -> classNames((List<?>) value);
      case "dataset.train", "dataset.val", "dataset.test" -> split((List<?>) value);
      default -> Optional.empty();
    };
  }

  /** Notes what is wrong with values together; {@code values} may lack keys that are mistakes. */
  static void across(Map<String, Object> values, Mistakes mistakes) {
    cache(values, mistakes);
    if (values.get("model.precision") instanceof Precision precision
        && precision != Precision.FP32
        && values.get("model.ops") == OpsKind.PLAIN) {
      String text = Keys.name(precision) + " needs model.ops: fused; accepted with plain: fp32";
      mistakes.add("model.precision", text, Origin.DEFAULT);
    }
    if (values.get("cluster.executors") instanceof Integer executors) {
      batch(values, executors, mistakes);
      if (values.get("cluster.min-executors") instanceof Integer least && least > executors) {
        String text =
            least + " is above cluster.executors: " + executors + "; accepted: at most that";
        mistakes.add("cluster.min-executors", text, Origin.DEFAULT);
      }
    }
    if (values.get("train.warm-up.momentum") instanceof Double start
        && values.get("train.momentum") instanceof Double end
        && start > end) {
      String text = start + " is above train.momentum: " + end + "; accepted: at most that";
      mistakes.add("train.warm-up.momentum", text, Origin.DEFAULT);
    }
    if (values.get("dataset.format") == DatasetFormat.COCO) {
      for (String split : List.of("train", "val", "test")) {
        if (values.containsKey("dataset." + split)
            && !values.containsKey("dataset.annotations." + split)) {
          String text = "missing; accepted: the COCO annotation file of the split";
          mistakes.add("dataset.annotations." + split, text, Origin.DEFAULT);
        }
      }
    }
    if (values.get("augment.perspective") instanceof Double perspective
        && values.get("model.image-size") instanceof Integer size
        && perspective > STEEPEST_PERSPECTIVE / size) {
      String text =
          "%s is too steep for model.image-size: %d; accepted: at most %s"
              .formatted(perspective, size, STEEPEST_PERSPECTIVE / size);
      mistakes.add("augment.perspective", text, Origin.DEFAULT);
    }
  }

  private static void batch(Map<String, Object> values, int executors, Mistakes mistakes) {
    TrainBatchConfig config =
        new TrainBatchConfig(
            (Integer) values.get("batch.train.global"),
            (BatchSize) values.get("batch.train.micro"),
            (Integer) values.get("batch.train.accumulate"));
    String contradiction = TrainBatch.contradiction(config, executors);
    if (contradiction != null) {
      mistakes.add("batch.train", contradiction, Origin.DEFAULT);
    } else if (config.micro() == null || !config.micro().isAuto()) {
      TrainBatch batch = TrainBatch.of(config, executors);
      BatchPlan.dealing(executors, batch.global(), batch.micro())
          .ifPresent(text -> mistakes.add("batch.train.global", text, Origin.DEFAULT));
    } else if (config.global() != null && config.global() < executors) {
      BatchPlan.dealing(executors, config.global(), config.global())
          .ifPresent(text -> mistakes.add("batch.train.global", text, Origin.DEFAULT));
    }
  }

  private static Optional<String> headroom(String text) {
    return when(
        !text.matches(MemoryConfig.SYNTAX),
        Mistakes.show(text) + " is not a part of the memory; accepted: 0% to below 100%, as 10%");
  }

  private static Optional<String> name(String name) {
    boolean sound = name.matches("[A-Za-z0-9._-]+") && !name.matches("\\.+");
    return when(
        !sound || name.length() > LONGEST_NAME,
        Mistakes.show(name)
            + " is not a name; accepted: up to "
            + LONGEST_NAME
            + " letters, digits, '.', '_' and '-'");
  }

  private static Optional<String> variant(String variant) {
    return when(
        !VARIANTS.contains(variant),
        Mistakes.show(variant) + " is not known; accepted: " + String.join(", ", VARIANTS));
  }

  private static Optional<String> imageSize(int size) {
    int below = size / LARGEST_STRIDE * LARGEST_STRIDE;
    return when(
        size != below,
        "%d is not a multiple of %d; nearest: %d, %d"
            .formatted(size, LARGEST_STRIDE, below, below + LARGEST_STRIDE));
  }

  private static Optional<String> freeze(List<?> ranges) {
    return ranges.stream()
        .map(Object::toString)
        .filter(text -> !ModelConfig.isRange(text))
        .findFirst()
        .map(
            text ->
                Mistakes.show(text)
                    + " names no layers; accepted: numbers and rising ranges, as [0-9, 12]");
  }

  private static Optional<String> memory(String text) {
    String accepted = "; accepted: a size with its unit, as 512m or 2g, 450m or more";
    Optional<Long> bytes = ByteSize.parse(text);
    if (bytes.isEmpty()) {
      return Optional.of(Mistakes.show(text) + " is not a memory size" + accepted);
    }
    return when(
        bytes.get() < LEAST_MEMORY,
        Mistakes.show(text) + " is less than a Spark executor needs" + accepted);
  }

  private static Optional<String> cacheBudget(String text) {
    return when(
        ByteSize.parse(text).isEmpty(),
        Mistakes.show(text) + " is no size; accepted: " + ByteSize.ACCEPTED);
  }

  private static Optional<String> cacheFolder(String text) {
    return when(
        !text.startsWith("/"),
        Mistakes.show(text) + " is not a local folder; accepted: an absolute path");
  }

  private static void cache(Map<String, Object> values, Mistakes mistakes) {
    Optional<Long> budget =
        values.get("dataset.cache-budget") instanceof String text
            ? ByteSize.parse(text)
            : Optional.empty();
    if (values.get("dataset.cache") == CacheKind.DISK && budget.isEmpty()) {
      String text = "missing, but dataset.cache is disk; accepted: " + ByteSize.ACCEPTED;
      mistakes.add("dataset.cache-budget", text, Origin.DEFAULT);
    }
    if (values.get("dataset.cache") == CacheKind.MEMORY
        && values.get("cluster.executor-memory") instanceof String memory
        && budget.isPresent()
        && ByteSize.parse(memory).filter(heap -> budget.get() > heap / 4 * 3).isPresent()) {
      String text =
          "%s is more than three quarters of cluster.executor-memory: %s; accepted: less, or more of that, or dataset.cache=disk"
              .formatted(values.get("dataset.cache-budget"), memory);
      mistakes.add("dataset.cache-budget", text, Origin.DEFAULT);
    }
  }

  private static Optional<String> ports(String text) {
    return when(
        PortRange.parse(text).isEmpty(),
        Mistakes.show(text)
            + " is no range of ports; accepted: any, or ports from 1 to 65535, as 40000-40100");
  }

  private static Optional<String> clipNorm(double norm) {
    return when(norm == 0, norm + " would erase every gradient; accepted: above 0");
  }

  private static Optional<String> split(List<?> paths) {
    return when(
        paths.isEmpty() || paths.stream().anyMatch(path -> path.toString().isBlank()),
        "holds an empty path or none; accepted: one or more paths");
  }

  private static Optional<String> classNames(List<?> names) {
    if (names.isEmpty()) {
      return Optional.of("is empty; accepted: the class names in the order of their ids");
    }
    Map<Object, Integer> ids = new HashMap<>();
    for (int id = 0; id < names.size(); id++) {
      Object name = names.get(id);
      if (name.toString().isBlank()) {
        return Optional.of("class " + id + " has an empty name; accepted: distinct names");
      }
      Integer first = ids.putIfAbsent(name, id);
      if (first != null) {
        return Optional.of(
            "classes %d and %d are both named %s; accepted: distinct names"
                .formatted(first, id, Mistakes.show(name.toString())));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> when(boolean wrong, String complaint) {
    return wrong ? Optional.of(complaint) : Optional.empty();
  }
}
