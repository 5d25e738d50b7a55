package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.collective.RankEndpoint;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.device.Compute;
import io.yolospark.model.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A training process whose memory is watched: after each block of steps it prints its resident
 * memory in KiB and how many arrays its managers hold.
 */
final class SoakRun {

  private SoakRun() {}

  /** Arguments: numbers of steps, each after the one before. */
  public static void main(String[] arguments) throws IOException {
    Compute.start(1);
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1");
        Collective solo =
            endpoint.connect(
                0,
                List.of(endpoint.address()),
                new byte[16],
                AllReduceConfig.within(Duration.ofSeconds(10)));
        NoiseTraining training =
            new NoiseTraining(
                "gelan-t",
                Mode.TRAIN,
                new BatchPlan(1, 2, 2, 40, 1, 1),
                Configs.load(Configs.LEAST).train(),
                solo)) {
      int done = 0;
      for (String argument : arguments) {
        int steps = Integer.parseInt(argument);
        training.run(steps - done);
        done = steps;
        System.out.println(residentKibibytes() + " " + arrays(training));
      }
    }
  }

  private static long residentKibibytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  private static long arrays(NoiseTraining training) {
    FlatParameters average = training.update().ema().average();
    Set<NDManager> managers =
        Stream.of(
                training.parameters().leaves(),
                average.leaves(),
                training.update().optimizer().buffers().get("momentum"))
            .flatMap(List::stream)
            .map(NDArray::getManager)
            .collect(Collectors.toSet());
    managers.add(training.manager());
    return managers.stream().mapToLong(each -> each.getManagedArrays().size()).sum();
  }
}
