package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.ConfigException;
import io.yolospark.config.ConfigWriter;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  @TempDir private Path folder;

  private static OutputFolder claim(Path output, boolean restart) {
    return claim(output, restart, new String[0]);
  }

  private static OutputFolder claim(Path output, boolean restart, String... overrides) {
    return OutputFolder.claim(config(output, overrides), restart, new Configuration());
  }

  private static JobConfig config(Path output, String... overrides) {
    String[] all = Arrays.copyOf(overrides, overrides.length + 1);
    all[overrides.length] = "output=" + output;
    return Configs.load(Configs.LEAST, all);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Leaves what a run leaves that has trained. */
  private static Path trained(Path output) throws IOException {
    Files.createDirectories(output.resolve("best"));
    Files.writeString(output.resolve("best/model.safetensors"), "weights");
    Files.writeString(output.resolve("config.yaml"), "name: earlier");
    Files.writeString(output.resolve("result.json"), "{}");
    return output;
  }

  @Test
  void aNewFolderGetsTheConfig() throws IOException {
    Path output = folder.resolve("runs/first");
    claim(output, false).write("plan.json", "{}");

    assertThat(names(output)).containsExactly("config.yaml", "plan.json");
    assertThat(output.resolve("config.yaml")).hasContent(ConfigWriter.write(config(output)));
  }

  @Test
  void anEmptyFolderIsClaimed() throws IOException {
    claim(folder, false);

    assertThat(names(folder)).containsExactly("config.yaml");
  }

  @Test
  void anEarlierRunIsRefusedAndUntouched() throws IOException {
    Path output = trained(folder.resolve("run"));

    assertThatThrownBy(() -> claim(output, false))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output: %s already holds files; give another folder, or --restart to move it aside and start anew",
            output);
    assertThat(output.resolve("config.yaml")).hasContent("name: earlier");
    assertThat(names(output)).containsExactly("best", "config.yaml", "result.json");
  }

  @Test
  void aFolderOfSomethingElseIsRefused() throws IOException {
    Path output = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(output.resolve("config.yaml"), "my own");

    assertThatThrownBy(() -> claim(output, false)).isInstanceOf(ConfigException.class);
    assertThat(output.resolve("config.yaml")).hasContent("my own");
  }

  @Test
  void restartMovesEarlierRunsAsideWhole() throws IOException {
    Path output = trained(folder.resolve("run"));
    claim(output, true);
    trained(output);
    claim(output, true);

    assertThat(names(folder)).containsExactly("run", "run.1", "run.2");
    assertThat(names(output)).containsExactly("config.yaml");
    for (String earlier : new String[] {"run.1", "run.2"}) {
      assertThat(names(folder.resolve(earlier)))
          .containsExactly("best", "config.yaml", "result.json");
      assertThat(folder.resolve(earlier + "/best/model.safetensors")).hasContent("weights");
    }
  }

  @Test
  void anAttemptThatEndedBeforeItTrainedIsNoObstacle() throws IOException {
    Path output = Files.createDirectories(folder.resolve("run"));
    for (String name : new String[] {"config.yaml", "plan.json", "dataset.txt", "result.json"}) {
      Files.writeString(output.resolve(name), "earlier");
    }
    claim(output, false);

    assertThat(names(output)).as("nothing stale stays").containsExactly("config.yaml");
    assertThat(output.resolve("config.yaml")).hasContent(ConfigWriter.write(config(output)));
    assertThat(names(folder)).containsExactly("run");
  }

  @Test
  void anUnfinishedRunOfTheSameConfigIsGoneOnWith() throws IOException {
    Path output = folder.resolve("run");
    claim(output, false);
    Files.createDirectories(output.resolve("checkpoints"));

    OutputFolder claimed =
        claim(
            output,
            false,
            "train.epochs=200",
            "cluster.executors=1",
            "checkpoint={every: 10m, keep: 5}",
            "memory.on-out-of-memory=shrink",
            "batch.validation.per-executor=3",
            "all-reduce={timeout: 9s, ports: 40000-40100, overlap: false}",
            "restart.max=9",
            "loader.workers=3");

    assertThat(claimed.finished()).isEmpty();
    assertThat(names(output)).containsExactly("checkpoints", "config.yaml");
    assertThat(Files.readString(output.resolve("config.yaml"))).contains("epochs: 200");
  }

  @Test
  void aChangedConfigIsRefusedWithItsKeys() throws IOException {
    Path output = folder.resolve("run");
    claim(output, false);
    Files.createDirectories(output.resolve("checkpoints"));

    assertThatThrownBy(
            () ->
                claim(
                    output,
                    false,
                    "seed=7",
                    "train.momentum=0.9",
                    "train.epochs=10",
                    "all-reduce.wire=fp16",
                    "dataset.names=[x, y]",
                    "cluster.wait=5s"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.getMessage().lines())
                    .hasSize(5)
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "all-reduce.wire: fp16, but the run in output was started with fp32; "))
                    .anyMatch(line -> line.startsWith("dataset.names: [x, y], "))
                    .anyMatch(
                        line ->
                            line.startsWith("seed: 7, but the run in output was started with 0;"))
                    .anyMatch(line -> line.startsWith("train.momentum: 0.9, "))
                    .anyMatch(line -> line.startsWith("train.epochs: 10, ")));
  }

  @Test
  void aFinishedRunIsLeftAsItIsUnlessEpochsAreAdded() throws IOException {
    Path output = folder.resolve("run");
    claim(output, false).write("result.json", "{\"exitCode\": 0, \"epochs\": 100, \"map\": 0.5}");
    Files.createDirectories(output.resolve("best"));

    assertThat(claim(output, false).finished())
        .hasValueSatisfying(result -> assertThat(result.metrics().map()).isEqualTo(0.5));
    assertThat(claim(output, false, "train.epochs=101").finished()).isEmpty();
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    for (boolean restart : new boolean[] {false, true}) {
      assertThatThrownBy(() -> claim(file, restart))
          .isInstanceOf(ClusterException.class)
          .hasMessage("output: cannot write to %s: it is a file, not a folder", file);
    }
    assertThatThrownBy(() -> claim(file.resolve("below"), false))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("output: cannot write to " + file.resolve("below"))
        .message()
        .doesNotContain("\n");
    assertThat(file).hasContent("mine");
  }
}
