package io.yolospark.cli;

import io.yolospark.config.ConfigException;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.ConfigLoader.Sections;
import io.yolospark.job.StepBenchmark;
import io.yolospark.job.StepCase;
import io.yolospark.job.StepRounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "step",
    description =
        "Time of a whole training step (forward, loss, backward, optimizer, moving average) on "
            + "noise, in a JVM that the command starts; beside the same step in plain PyTorch "
            + "where an interpreter has torch.")
final class BenchmarkStepCommand implements Callable<Integer> {

  @Option(
      names = "--variants",
      split = ",",
      defaultValue = "yolov9-t",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> variants;

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "320",
      description = "Sides of the images in pixels. Default: ${DEFAULT-VALUE}.")
  private List<Integer> sizes;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "4,16",
      description = "Images of a step. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1",
      description = "Compute threads. Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(names = "--classes", defaultValue = "80", description = "Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(
      names = "--boxes",
      defaultValue = "20",
      description = "Objects of each image. Default: ${DEFAULT-VALUE}.")
  private int boxes;

  @Option(
      names = "--tuned-peers",
      description =
          "Lets PyTorch take part a second time, with the allocator settings of this process, "
              + "which otherwise are taken from its environment.")
  private boolean tunedPeers;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Steps of a process before those that count. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--alone",
      description =
          "Starts every process for its turn and ends it thereafter, where all of them together "
              + "do not fit into memory.")
  private boolean alone;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the config's sections model and train; repeatable.")
  private final List<String> overrides = new ArrayList<>();

  @Option(
      names = "--vary",
      split = ";",
      paramLabel = "key=value,value",
      description = "Measures every value of a key of these sections; repeatable.")
  private final List<String> variations = new ArrayList<>();

  @Mixin private ComparisonOptions comparison;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    check();
    Map<StepCase, Map<String, Sections>> work = work();
    PrintWriter out = spec.commandLine().getOut();
    try (PrintWriter lines = comparison.csv()) {
      new StepBenchmark(
              comparison.pythons(),
              tunedPeers,
              new StepRounds(comparison.rounds(), warmUp, alone),
              text -> out.append(text).println(),
              lines::println)
          .run(work);
    }
    return 0;
  }

  /** What is measured in each case: settings by name. */
  private Map<StepCase, Map<String, Sections>> work() {
    Map<StepCase, Map<String, Sections>> work = new LinkedHashMap<>();
    for (String variant : variants) {
      for (int size : sizes) {
        List<String> fixed = new ArrayList<>(overrides);
        fixed.add("model.variant=" + variant);
        fixed.add("model.image-size=" + size);
        Map<String, Sections> settings = new LinkedHashMap<>();
        Variations.of(fixed, variations)
            .forEach((name, sets) -> settings.put(name, ConfigLoader.sections(sets)));
        for (int images : batches) {
          for (int count : threads) {
            work.put(new StepCase(variant, size, images, boxes, classes, count), settings);
          }
        }
      }
    }
    return work;
  }

  private void check() {
    List<String> mistakes = new ArrayList<>();
    batches.forEach(value -> Counts.require("--batches", value, 1, mistakes));
    threads.forEach(value -> Counts.require("--threads", value, 1, mistakes));
    Counts.require("--classes", classes, 1, mistakes);
    Counts.require("--boxes", boxes, 1, mistakes);
    Counts.require("--warm-up", warmUp, 0, mistakes);
    comparison.check(mistakes);
    mistakes.addAll(Variations.mistakes(variations));
    if (!mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
  }
}
