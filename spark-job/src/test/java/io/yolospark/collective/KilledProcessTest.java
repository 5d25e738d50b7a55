package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class KilledProcessTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void survivorsOfAKilledProcessEndWithinSecondsAndNameIt(int victim) throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int rank = 0; rank < 3; rank++) {
        processes.add(start(rank));
      }
      List<BufferedReader> outputs = new ArrayList<>();
      List<String> addresses = new ArrayList<>();
      for (Process process : processes) {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        outputs.add(output);
        addresses.add(output.readLine());
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
      long start = System.nanoTime();
      processes.get(victim).destroyForcibly();
      for (int rank = 0; rank < 3; rank++) {
        if (rank != victim) {
          assertThat(outputs.get(rank).readLine())
              .startsWith("rank " + rank + " of 3, ")
              .containsPattern(
                  "(all-reduce|control word) #\\d+ \\(\\d+ bytes\\), after \\d+\\.\\d s and \\d+ bytes sent, \\d+ received: ")
              .contains("lost rank " + victim);
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Process start(int rank) throws IOException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new ProcessBuilder(
            java,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LoopingRank.class.getName(),
            String.valueOf(rank))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
