package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class BenchmarkAllReduceCommandTest {

  private static final List<String> COMMAND = List.of("benchmark", "all-reduce");

  @Test
  void reportsEveryMistake() {
    List<String> arguments = new ArrayList<>(COMMAND);
    arguments.addAll(List.of("--ranks", "2,1", "--rounds", "0", "--limits", "disk"));
    arguments.addAll(List.of("--vary", "all-reduce.timeout"));
    StringWriter errors = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));

    assertThat(command.execute(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(errors.toString().lines())
        .containsExactly(
            "--ranks: 1 is out of range; accepted: 2 or more",
            "--rounds: 0 is out of range; accepted: 1 or more",
            "--limits: disk is unknown; accepted: socket, memory, none",
            "--vary: all-reduce.timeout is no variation; accepted: key=value,value");
  }

  @Test
  void aKeyThatIsNoneIsAMistake() {
    List<String> arguments = new ArrayList<>(COMMAND);
    arguments.addAll(List.of("--vary", "all-reduce.timeouts=1s,2s"));
    StringWriter errors = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));

    assertThat(command.execute(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(errors.toString())
        .isEqualToIgnoringNewLines(
            "all-reduce.timeouts: unknown key; did you mean all-reduce.timeout? (--set)");
  }

  @Test
  void ranksEndWhenTheCommandIsKilled() throws Exception {
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                COMMAND.get(0),
                COMMAND.get(1),
                "--ranks=2",
                "--sizes=4MB",
                "--rounds=100000",
                "--limits=socket",
                "--python=/no/such/python",
                "--vary=all-reduce.timeout=50s,60s")
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> ranks = new ArrayList<>();
    try {
      awaitHeader(command);
      command.descendants().forEach(ranks::add);
      assertThat(ranks).hasSize(6);
    } finally {
      command.destroyForcibly();
    }
    for (ProcessHandle rank : ranks) {
      CompletableFuture<ProcessHandle> end = rank.onExit();
      assertThat(end.get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }

  private static void awaitHeader(Process command) throws IOException {
    BufferedReader output = command.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.strip().toLowerCase(Locale.ROOT).startsWith("size")) {
        return;
      }
    }
    throw new AssertionError("ended: " + lines);
  }
}
