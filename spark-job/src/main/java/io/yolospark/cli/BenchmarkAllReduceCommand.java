package io.yolospark.cli;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ConfigException;
import io.yolospark.config.ConfigLoader;
import io.yolospark.job.AllReduceBenchmark;
import io.yolospark.job.AllReduceContenders;
import io.yolospark.job.BenchmarkLimit;
import io.yolospark.job.BenchmarkPlacement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "all-reduce",
    description =
        "Time and bus bandwidth of the gradient all-reduce, between JVMs of this machine that the "
            + "command starts; beside Gloo where an interpreter has torch, and beside bare sockets "
            + "and bare copies and additions.")
final class BenchmarkAllReduceCommand implements Callable<Integer> {

  private static final double TURN_SECONDS = 0.2;

  @Option(
      names = "--ranks",
      split = ",",
      defaultValue = "2,3,4,8",
      description = "Numbers of ranks. Default: ${DEFAULT-VALUE}.")
  private List<Integer> ranks;

  @Option(
      names = "--sizes",
      split = ",",
      converter = SizeConverter.class,
      defaultValue = "1KB,16KB,128KB,1MB,4MB,14.7MB,64MB,204MB,256MB",
      description =
          "Sizes of the gradient; KB and MB are powers of ten. yolov9-t has 14.7MB, yolov9-c "
              + "204MB. Default: ${DEFAULT-VALUE}.")
  private List<Long> sizes;

  @Option(
      names = "--limits",
      split = ",",
      defaultValue = "socket,memory",
      description =
          "Limits of the machine to measure as well: socket, memory, or none. "
              + "Default: ${DEFAULT-VALUE}.")
  private List<String> limits;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the config's section all-reduce; repeatable.")
  private final List<String> overrides = new ArrayList<>();

  @Option(
      names = "--vary",
      split = ";",
      paramLabel = "key=value,value",
      description =
          "Measures every value of a key of the config's section all-reduce; repeatable, then "
              + "every combination. Default: TCP in every wire format, and shared memory.")
  private final List<String> variations = new ArrayList<>();

  @Option(
      names = "--start-by",
      paramLabel = "COMMAND",
      defaultValue = "",
      description =
          "Starts each rank by this command, such as 'ip netns exec host{rank}'; {rank} stands for "
              + "its number.")
  private String launcher;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address of a rank's host; {rank} as above. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--line-rate",
      paramLabel = "GBIT/S",
      defaultValue = "0",
      description = "Rate of each rank's link, to show bandwidths as a share of.")
  private double lineRate;

  @Mixin private ComparisonOptions comparison;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    check();
    long most = sizes.stream().mapToLong(size -> size).max().orElseThrow();
    Map<String, AllReduceConfig> settings = settings();
    Path folder = Files.createTempDirectory("yolospark-benchmark");
    AllReduceContenders contenders =
        new AllReduceContenders(
            settings,
            comparison.pythons(),
            chosenLimits(),
            most,
            folder,
            new BenchmarkPlacement(launcher, host));
    PrintWriter out = spec.commandLine().getOut();
    try (PrintWriter lines = comparison.csv()) {
      new AllReduceBenchmark(
              contenders,
              sizes,
              comparison.rounds(),
              TURN_SECONDS,
              lineRate * 1e9,
              text -> out.append(text).println(),
              lines::println)
          .run(ranks);
    } finally {
      try (var left = Files.list(folder)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
    return 0;
  }

  private Map<String, AllReduceConfig> settings() {
    if (!variations.isEmpty()) {
      return combinations(variations);
    }
    Map<String, AllReduceConfig> settings = new LinkedHashMap<>();
    settings.putAll(
        combinations(List.of("all-reduce.transport=tcp", "all-reduce.wire=fp32,fp16,bf16")));
    settings.putAll(combinations(List.of("all-reduce.transport=shared-memory")));
    return settings;
  }

  private Map<String, AllReduceConfig> combinations(List<String> varied) {
    Map<String, AllReduceConfig> settings = new LinkedHashMap<>();
    Variations.of(overrides, varied)
        .forEach((name, sets) -> settings.put(name, ConfigLoader.sections(sets).allReduce()));
    return settings;
  }

  private List<BenchmarkLimit> chosenLimits() {
    return Stream.of(BenchmarkLimit.values())
        .filter(limit -> limits.contains(limit.key()))
        .toList();
  }

  private void check() {
    List<String> mistakes = new ArrayList<>();
    ranks.forEach(number -> Counts.require("--ranks", number, 2, mistakes));
    comparison.check(mistakes);
    List<String> known =
        Stream.concat(
                Stream.of(BenchmarkLimit.values()).map(BenchmarkLimit::key), Stream.of("none"))
            .toList();
    for (String limit : limits) {
      if (!known.contains(limit)) {
        mistakes.add("--limits: " + limit + " is unknown; accepted: " + String.join(", ", known));
      }
    }
    if (lineRate < 0) {
      mistakes.add("--line-rate: " + lineRate + " is out of range; accepted: above 0");
    }
    mistakes.addAll(Variations.mistakes(variations));
    if (!mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
  }
}
