package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.yolospark.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchOptionsTest {

  @TempDir private Path folder;
  private Path config;

  @BeforeEach
  void writeConfig() throws IOException {
    config =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            name: run
            output: out
            dataset: {format: yolo, root: data, train: train, val: val, names: [a]}
            cluster: {executors: 3, executor-cores: 2, executor-memory: 1g}
            batch: {train: {global: 3}}
            """);
  }

  private static final List<String> THREE_EXECUTORS =
      List.of(
          "--conf",
          "spark.cores.max=6",
          "--conf",
          "spark.executor.cores=2",
          "--conf",
          "spark.executor.instances=3",
          "--conf",
          "spark.executor.memory=1g",
          "--conf",
          "spark.task.cpus=2",
          "--conf",
          "spark.executorEnv.OMP_NUM_THREADS=2");

  @Test
  void withoutAMasterItIsALocalClusterOfTheConfigsSize() {
    assertThat(LaunchOptions.of("", "train", "--config", config.toString()))
        .startsWith("--master", "local-cluster[3,2,1536]")
        .endsWith(THREE_EXECUTORS.toArray(String[]::new))
        .hasSize(2 + THREE_EXECUTORS.size());
  }

  @Test
  void theConfigsMasterComesBeforeTheLocalCluster() {
    assertThat(
            LaunchOptions.of(
                "", "plan", "--config=" + config, "--set", "cluster.master=spark://host:7077"))
        .startsWith("--master", "spark://host:7077");
  }

  @Test
  void aGivenMasterStands() {
    assertThat(
            LaunchOptions.of(
                "yarn",
                "train",
                "--config",
                config.toString(),
                "--set",
                "cluster.master=spark://host:7077"))
        .isEqualTo(THREE_EXECUTORS);
  }

  @Test
  void overridesAndOptionsOfTheCommandAreUnderstood() {
    assertThat(
            LaunchOptions.of(
                "",
                "train",
                "--restart",
                "--set=cluster.executors=1",
                "--config",
                config.toString()))
        .startsWith("--master", "local-cluster[1,2,1536]")
        .contains("spark.cores.max=2");
  }

  @Test
  void aCommandWithoutConfigNeedsNoExecutors() {
    assertThat(LaunchOptions.of("", "dataset", "synth", "--root", "x"))
        .containsExactly("--master", "local[1]");
    assertThat(LaunchOptions.of("yarn", "dataset", "synth", "--root", "x")).isEmpty();
  }

  @Test
  void aMasterIsCheckedWhereverItStands() {
    assertThatThrownBy(() -> LaunchOptions.of("foo", "dataset", "synth", "--root", "x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"foo\"");
    assertThatThrownBy(
            () ->
                LaunchOptions.of(
                    "", "plan", "--config", config.toString(), "--set", "cluster.master=bar"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"bar\"");
  }

  @Test
  void aTransportThatThisBuildLacksIsSaidBeforeSparkStarts() {
    assumeThat(getClass().getResource("/io/yolospark/job/BigDlProvider.class")).isNull();

    assertThatThrownBy(
            () ->
                LaunchOptions.of(
                    "",
                    "train",
                    "--config",
                    config.toString(),
                    "--set",
                    "all-reduce.transport=bigdl"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "all-reduce.transport: bigdl is not in this build of yolospark; accepted: auto, tcp,"
                + " shared-memory, or bigdl with a jar built by submit/install-bigdl and"
                + " mvn -Pbigdl package");
  }

  @Test
  void everyMistakeOfTheConfigIsReported() throws IOException {
    Files.writeString(
        config,
        Files.readString(config).replace("batch: {train: {global: 3}}", "seed: x\nepochs: 3\n"));

    ConfigException thrown =
        catchThrowableOfType(
            ConfigException.class,
            () -> LaunchOptions.of("", "train", "--config", config.toString()));

    assertThat(thrown.mistakes()).hasSize(2);
    assertThat(thrown).hasMessageContaining("seed").hasMessageContaining("epochs");
  }
}
