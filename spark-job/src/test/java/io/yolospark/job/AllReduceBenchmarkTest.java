package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.AllReduceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AllReduceBenchmarkTest {

  private static final String PYTHON = System.getProperty("yolospark.python", "python3");
  private static final AllReduceConfig SETTINGS = AllReduceConfig.within(Duration.ofSeconds(20));

  @TempDir private Path folder;
  private final List<String> table = new ArrayList<>();
  private final List<String> csv = new ArrayList<>();

  private void run(int ranks, String launcher, List<String> pythons, BenchmarkLimit... limits)
      throws IOException {
    AllReduceContenders contenders =
        new AllReduceContenders(
            Map.of("tcp", SETTINGS),
            pythons,
            List.of(limits),
            40_000,
            folder,
            new BenchmarkPlacement(launcher, "127.0.0.1"));
    new AllReduceBenchmark(
            contenders,
            List.of(4L, 40_000L),
            2,
            0.01,
            1e9,
            text -> text.lines().forEach(table::add),
            csv::add)
        .run(List.of(ranks));
  }

  @Test
  void measuresProcessesAndTheirLimits() throws IOException {
    run(3, "", List.of("/no/such/python"), BenchmarkLimit.values());

    assertThat(table)
        .hasSize(9)
        .satisfies(
            lines ->
                assertThat(lines.get(0))
                    .startsWith("no comparison with Gloo of /no/such/python: ")
                    .contains("No such file"))
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("3 ranks, 2 rounds in turns"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(" +40 KB +tcp +[0-9.]+ ms +[0-9.]+ +[0-9.]+%( +[0-9].*\\)){2} *"))
        .anySatisfy(
            line ->
                assertThat(line).matches(" +40 KB +limit: socket +[0-9.]+ ms +[0-9.]+ +[0-9.]+%"))
        .anySatisfy(line -> assertThat(line).matches(" +40 KB +limit: memory +[0-9.]+ ms.*"));
    assertThat(csv).hasSize(1 + 2 * 3 * 2).first().isEqualTo(AllReduceTable.CSV_HEADER);
    assertThat(csv.stream().skip(1))
        .allSatisfy(
            line -> {
              String[] words = line.split(",");
              double seconds = Double.parseDouble(words[4]);
              assertThat(seconds).isPositive();
              // bytes * 2 * 2/3 in that time
              assertThat(Double.parseDouble(words[5]) * 1e9 * seconds)
                  .isCloseTo(Long.parseLong(words[1]) * 4 / 3.0, Percentage.withPercentage(5));
            });
    assertThat(ProcessHandle.current().children().filter(this::isRank)).isEmpty();
  }

  @Test
  void comparesWithGloo() throws IOException, InterruptedException {
    assumeTrue(hasTorch(), PYTHON + " has no torch");

    run(2, "", List.of(PYTHON));

    assertThat(table)
        .anySatisfy(line -> assertThat(line).matches(" +40 KB +gloo [0-9].*"))
        .anySatisfy(line -> assertThat(line).matches(" +40 KB +tcp +.*[0-9.]+ \\([0-9.]+ to .*"));
  }

  @Test
  void saysWhichRankFailedAndWhy() {
    assertThatThrownBy(() -> run(2, "/bin/echo rank{rank} cannot start:", List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("tcp, rank 0: rank0 cannot start: ");
  }

  private boolean isRank(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(BenchmarkRank.class.getName());
  }

  private static boolean hasTorch() throws InterruptedException {
    try {
      Process process = new ProcessBuilder(PYTHON, "-c", "import torch").start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
