package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that die or freeze while they share memory, with one host and with two. */
@Timeout(60)
class SharedMemoryFaultTest {

  private static final int RANKS = 4;

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final List<BufferedReader> outputs = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest(name = "rank {0}, ranks of a host: {1}")
  @CsvSource({"0, 4", "3, 4", "2, 2", "3, 2", "1, 3"})
  void killedRankIsNamedWithinSecondsAndLeavesNoFile(int victim, int perHost) throws Exception {
    start(perHost, 60);
    long start = System.nanoTime();
    processes.get(victim).destroyForcibly();
    for (int rank = 0; rank < RANKS; rank++) {
      if (rank != victim) {
        assertThat(outputs.get(rank).readLine())
            .startsWith("rank " + rank + " of 4")
            .containsPattern("(all-reduce|control word) #\\d+ \\(\\d+ bytes\\), after \\d+\\.\\d s")
            .contains("lost rank " + victim);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @ParameterizedTest(name = "rank {0}, ranks of a host: {1}")
  @CsvSource({"1, 4", "3, 2"})
  void frozenRankIsNamedWhenTheTimeLimitIsOver(int victim, int perHost) throws Exception {
    start(perHost, 3);
    String pid = String.valueOf(processes.get(victim).pid());
    long start = System.nanoTime();
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    for (int rank = 0; rank < RANKS; rank++) {
      if (rank != victim) {
        assertThat(outputs.get(rank).readLine())
            .startsWith("rank " + rank + " of 4")
            .contains("within 3.0 s")
            .contains("every rank is in an operation and answers, except rank [" + victim + "]");
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
  }

  private void start(int perHost, int seconds) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      Path host = Files.createDirectories(folder.resolve("host-" + rank / perHost));
      Process process = start(rank, host, seconds);
      processes.add(process);
      outputs.add(process.inputReader(StandardCharsets.UTF_8));
      addresses.add(outputs.get(rank).readLine());
    }
    for (Process process : processes) {
      process
          .getOutputStream()
          .write((String.join(",", addresses) + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }
    for (BufferedReader output : outputs) {
      assertThat(output.readLine()).isEqualTo("running");
    }
  }

  private static Process start(int rank, Path host, int seconds) throws IOException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new ProcessBuilder(
            java,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SharingRank.class.getName(),
            String.valueOf(rank),
            host.toString(),
            String.valueOf(seconds))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
