package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GPUs that are asked for, on real clusters of this machine whose nvidia-smi is a stand-in. */
@Timeout(180)
class GpuIT {

  private static final Path ROOT = Path.of(System.getProperty("yolospark.root"));
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private record Ended(int code, String text) {}

  @BeforeEach
  void writeConfig() throws IOException {
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        name: tiny
        output: out
        dataset: {format: yolo, root: data, train: images/train, val: images/val, names: [disc, square]}
        model: {variant: gelan-t, image-size: 64}
        cluster: {executors: 2, executor-memory: 512m, device: gpu}
        batch: {train: {global: 2, micro: 1}, validation: {per-executor: 2}}
        """);
    SyntheticDataset.ensure(
        folder.resolve("data").toString(), new SyntheticSpec(4, 2, 64, 2, 0), new Configuration());
  }

  /** Lists GPUs of a driver. */
  private void gpus(int count, String driver) throws IOException {
    StringBuilder rows = new StringBuilder();
    StringBuilder indices = new StringBuilder();
    for (int gpu = 0; gpu < count; gpu++) {
      rows.append("%d, GPU-%d, %s\n".formatted(gpu, gpu, driver));
      indices.append(gpu).append('\n');
    }
    Path tool = Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi");
    Files.writeString(
        tool,
        """
        #!/bin/bash
        case $* in
          -L) ;;
          *index,uuid*) printf '%s' ;;
          *) printf '%s' ;;
        esac
        """
            .formatted(
                rows.toString().replace("\n", "\\n"), indices.toString().replace("\n", "\\n")));
    assertThat(tool.toFile().setExecutable(true)).isTrue();
  }

  private Ended run(Map<String, String> environment, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Map<String, String> variables = builder.environment();
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("PATH", folder.resolve("bin") + File.pathSeparator + variables.get("PATH"));
    variables.putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out));
  }

  private Ended plan(String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("plan", "--config", "job.yaml"));
    return run(Map.of(), "submit/yolospark", arguments.toArray(String[]::new));
  }

  @Test
  void aMachineWithoutGpusIsRefusedBeforeSparkStarts() throws Exception {
    Ended ended = plan();
    assertThat(ended.text()).startsWith("cluster.device: gpu, but nvidia-smi cannot be run:");
    assertThat(ended.code()).isEqualTo(3);
  }

  @Test
  void fewerGpusThanExecutorsAreRefusedBeforeSparkStarts() throws Exception {
    gpus(1, "550.54.15");
    Ended ended = plan();
    assertThat(ended.text())
        .startsWith("cluster.device: gpu, but this machine has 1 GPUs for 2 executors;");
    assertThat(ended.code()).isEqualTo(3);
  }

  @Test
  void twoRanksThatShareAGpuAreNamedWithAllElseThatIsWrong() throws Exception {
    gpus(2, "450.80.02");
    Ended ended = plan("--master", "local-cluster[2,1,1024]");
    assertThat(ended.text())
        .containsPattern("GPU 0 of \\S+ is given to rank 0 on .* and rank 1 on ")
        .contains("the driver of GPU 0 GPU-0 is 450.80.02, too old for CUDA 12");
    assertThat(ended.code()).isEqualTo(3);
  }

  @Test
  void aCpuLibraryOnAGpuExecutorIsNoSilentCpuRun() throws Exception {
    gpus(2, "550.54.15");
    Ended ended = plan();
    assertThat(ended.text())
        .contains("Cannot run 2 ranks: ", "executor sees 0 GPUs (wanted number 0)")
        .contains("executor sees 0 GPUs (wanted number 1)")
        .doesNotContain("is given to");
    assertThat(ended.code()).isEqualTo(3);
  }

  @Test
  void aStandaloneWorkerWithoutGpusIsNoPlaceForARank() throws Exception {
    gpus(2, "550.54.15");
    Map<String, String> worker = Map.of("STANDALONE_PORT", "17078", "STANDALONE_UI_PORT", "18081");
    run(worker, "submit/standalone-cluster", "start", "1", "2", "2g");
    try {
      Ended ended =
          run(
              Map.of(),
              "submit/yolospark",
              "--master=spark://127.0.0.1:17078",
              "plan",
              "--config=job.yaml",
              "--set=cluster.wait=5s");
      assertThat(ended.text())
          .contains("0 executors (1 cores, 512m memory, 1 GPU each) registered within 5 s");
      assertThat(ended.code()).isEqualTo(3);
    } finally {
      run(worker, "submit/standalone-cluster", "stop");
    }
  }

  @Test
  void aStandaloneWorkerGivesOutItsGpus() throws Exception {
    gpus(2, "550.54.15");
    Map<String, String> worker =
        Map.of(
            "STANDALONE_PORT",
            "17077",
            "STANDALONE_UI_PORT",
            "18080",
            "SPARK_WORKER_OPTS",
            "-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript="
                + ROOT.resolve("conf/discover-gpus").toRealPath());
    Ended started = run(worker, "submit/standalone-cluster", "start", "1", "2", "2g");
    try {
      assertThat(started.text()).contains("spark://127.0.0.1:17077");
      Ended ended = plan("--master", "spark://127.0.0.1:17077");
      assertThat(ended.text())
          .contains("executor sees 0 GPUs (wanted number 0)")
          .contains("executor sees 0 GPUs (wanted number 1)")
          .doesNotContain("is given to");
      assertThat(ended.code()).isEqualTo(3);
    } finally {
      run(worker, "submit/standalone-cluster", "stop");
    }
  }
}
