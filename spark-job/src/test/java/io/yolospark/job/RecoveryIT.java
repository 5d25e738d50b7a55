package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler does to a driver: real processes, started by the launcher. */
@Timeout(300)
class RecoveryIT {

  private static final String[] SETTINGS = {
    "cluster.executors=1",
    "batch={train: {global: 2, micro: 2}, validation: {per-executor: 4}}",
    "train.epochs=8",
    "memory.probe=false"
  };

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void draw() throws IOException {
    job = TinyJob.draw(folder, 24, 4, SETTINGS);
  }

  private Process train(String... overrides) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("yolospark.root"), "submit/yolospark").toString(),
                "train",
                "--config=" + TinyJob.FILE));
    for (String setting : job.settings()) {
      command.add("--set=" + setting);
    }
    for (String override : overrides) {
      command.add("--set=" + override);
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
        .start();
  }

  private int exitCode(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  private void awaitRows(Process process, int rows) throws Exception {
    Path results = folder.resolve("out/results.csv");
    while (!Files.exists(results) || Files.readAllLines(results).size() <= rows) {
      assertThat(process.isAlive()).as("runs").isTrue();
      Thread.sleep(20);
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log.txt"));
  }

  @Test
  void sigtermEndsInACheckpointAndTheSameCommandGoesOn() throws Exception {
    assertThat(exitCode(train("output=calm"))).as(log()).isZero();

    Process stopped = train();
    awaitRows(stopped, 2);
    long start = System.nanoTime();
    stopped.destroy(); // SIGTERM
    assertThat(exitCode(stopped)).isEqualTo(143);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    JsonNode result = new ObjectMapper().readTree(folder.resolve("out/result.json").toFile());
    assertThat(result.get("exitCode").asInt()).isEqualTo(143);
    assertThat(result.get("message").asText()).contains("the same command goes on");
    assertThat(folder.resolve(".out.lease")).doesNotExist();

    assertThat(exitCode(train())).as(log()).isZero();

    assertThat(folder.resolve("out/results.csv"))
        .hasSameTextualContentAs(folder.resolve("calm/results.csv"));
    assertThat(folder.resolve("out/best/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("calm/best/model.safetensors"));
    assertThat(Files.readString(folder.resolve("out/events.csv"))).contains("lost steps: 0");

    assertThat(exitCode(train())).isZero();
    assertThat(log()).contains("is finished; --restart moves it aside");
  }

  @Test
  void theSameCommandGoesOnAfterAKilledDriverAndNothingIsLeft() throws Exception {
    assertThat(exitCode(train("output=calm"))).as(log()).isZero();

    Process killed = train();
    awaitRows(killed, 2);
    List<ProcessHandle> executors = killed.descendants().toList();
    killed.destroyForcibly(); // SIGKILL
    assertThat(exitCode(killed)).isEqualTo(137);
    assertThat(executors).isNotEmpty();
    for (ProcessHandle executor : executors) {
      executor.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    // as if it had been killed while it wrote
    Files.writeString(folder.resolve("out/last/.weights." + UUID.randomUUID() + ".tmp"), "part");

    assertThat(exitCode(train())).as(log()).isZero();

    assertThat(log()).contains("was taken by the driver on ", "Nobody has renewed it: ");
    assertThat(folder.resolve("out/results.csv"))
        .hasSameTextualContentAs(folder.resolve("calm/results.csv"));
    assertThat(folder.resolve("out/best/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("calm/best/model.safetensors"));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void aSecondDriverIsRefused() throws Exception {
    String output = "file:" + folder.resolve("out");
    try (OutputLease lease = OutputLease.take(output, new Configuration())) {
      assertThat(exitCode(train())).isEqualTo(3);
      lease.verify();
    }
    assertThat(log()).contains("is in use by the driver on ");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
