package io.yolospark.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link BatchPlan} as a table and as plan.json. */
final class BatchPlanText {

  private final BatchPlan plan;

  BatchPlanText(BatchPlan plan) {
    this.plan = plan;
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("world-size", plan.worldSize());
    map.put("global-batch", plan.globalBatch());
    map.put("micro-batch", plan.microBatch());
    map.put("micro-steps", plan.microSteps());
    map.put("train-images", plan.trainImages());
    map.put("steps-per-epoch", plan.stepsPerEpoch());
    map.put("repeats-in-last-step", plan.repeats());
    map.put("validation-batch-per-executor", plan.validationBatch());
    map.put("validation-images", plan.validationImages());
    List<Map<String, Object>> ranks = new ArrayList<>();
    for (int rank = 0; rank < plan.worldSize(); rank++) {
      ranks.add(rank(rank));
    }
    map.put("ranks", ranks);
    return map;
  }

  private Map<String, Object> rank(int rank) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rank", rank);
    map.put("share", plan.share(rank));
    map.put("micro-sizes", list(plan.microSizes(rank)));
    map.put("validation-images", plan.validationImages(rank));
    map.put("validation-steps", plan.validationSteps(rank));
    map.put("validation-sizes", list(plan.validationSizes(rank)));
    return map;
  }

  String table() {
    List<String> lines = new ArrayList<>();
    lines.add("batch plan: " + counted(plan.worldSize(), "rank") + ", one per executor");
    lines.add(row("train images", plan.trainImages(), ""));
    lines.add(row("global batch", plan.globalBatch(), "images per optimizer step, all ranks"));
    lines.add(row("micro-batch", plan.microBatch(), "images per forward pass of a rank at most"));
    lines.add(row("micro-steps", plan.microSteps(), "per optimizer step, the same on every rank"));
    lines.add(row("optimizer steps", plan.stepsPerEpoch(), "per epoch"));
    lines.add(row("repeats", plan.repeats(), "images of the epoch again in its last step"));
    lines.add(row("validation images", plan.validationImages(), ""));
    lines.add(
        row("validation batch", plan.validationBatch(), "images per executor, used as written"));
    lines.add(
        "  %-12s %6s   %-20s %17s  %16s   %s"
            .formatted(
                "ranks",
                "share",
                "micro-batches",
                "validation images",
                "validation steps",
                "validation batches"));
    int first = 0;
    for (int rank = 1; rank <= plan.worldSize(); rank++) {
      if (rank == plan.worldSize() || !columns(rank).equals(columns(first))) {
        String name = rank - first == 1 ? "" + first : first + "-" + (rank - 1);
        lines.add("  %-12s %s".formatted(name, columns(first)));
        first = rank;
      }
    }
    return String.join("\n", lines);
  }

  private String columns(int rank) {
    return "%6d   %-20s %17d  %16d   %s"
        .formatted(
            plan.share(rank),
            runs(plan.microSizes(rank)),
            plan.validationImages(rank),
            plan.validationSteps(rank),
            runs(plan.validationSizes(rank)));
  }

  private static String row(String name, int number, String meaning) {
    return "  %-18s %8d  %s".formatted(name, number, meaning).stripTrailing();
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Equal sizes together: {@code 10 x 8, 1 x 4}; a dash for none. */
  private static String runs(int[] sizes) {
    Map<Integer, Long> counts =
        Arrays.stream(sizes)
            .boxed()
            .collect(
                Collectors.groupingBy(size -> size, LinkedHashMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? "-"
        : counts.entrySet().stream()
            .map(run -> run.getValue() + " x " + run.getKey())
            .collect(Collectors.joining(", "));
  }

  private static List<Integer> list(int[] sizes) {
    return Arrays.stream(sizes).boxed().toList();
  }
}
