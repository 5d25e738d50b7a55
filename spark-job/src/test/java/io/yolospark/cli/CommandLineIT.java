package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher as a user runs it: exit codes, and a line for each mistake instead of a trace. */
class CommandLineIT {

  private static final String CONFIG =
      """
      name: tiny
      output: out
      dataset: {format: yolo, root: data, train: images/train, val: images/val, names: [disc, square]}
      model: {variant: gelan-t, image-size: 64}
      cluster: {executors: 1, executor-memory: 512m}
      batch: {train: {global: 2, micro: 1}, validation: {per-executor: 2}}
      train: {epochs: 1}
      """;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private static Path folder;

  /** How a process ended; the launcher's note on local-cluster mode is left out of the errors. */
  private record Ended(int code, String out, List<String> errors, Duration elapsed) {}

  @BeforeAll
  static void writeConfig() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), CONFIG);
    SyntheticDataset.ensure(
        folder.resolve("data").toString(), new SyntheticSpec(4, 2, 64, 2, 0), new Configuration());
  }

  private static Ended yolospark(String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        Path.of(System.getProperty("yolospark.root"), "submit/yolospark")
                            .toString()),
                    Stream.of(arguments))
                .toList());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    long start = System.nanoTime();
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> errors =
        Files.readAllLines(err).stream()
            .filter(line -> !line.startsWith("yolospark: local-cluster["))
            .toList();
    return new Ended(
        process.exitValue(),
        Files.readString(out),
        errors,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static void assertRefused(Ended ended, int code, String... parts) {
    assertThat(ended.errors()).hasSize(1);
    assertThat(ended.errors().get(0)).contains(parts);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void everyMistakeOfTheConfigIsALine() throws Exception {
    String[] mistakes = {"--set", "extra=1", "--set=train.epoks=3", "--set", "seed=x"};

    Ended spaced = yolospark(command("train", List.of("--config", "job.yaml"), mistakes));
    Ended joined = yolospark(command("train", List.of("--config=job.yaml"), mistakes));

    assertThat(spaced.errors())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("extra: unknown key"))
        .anyMatch(line -> line.startsWith("train.epoks: unknown key; did you mean train.epochs?"))
        .anyMatch(line -> line.startsWith("seed: \"x\" is not an integer"));
    assertThat(spaced.code()).isEqualTo(2);
    assertThat(joined.errors()).isEqualTo(spaced.errors());
    assertThat(joined.code()).isEqualTo(2);
  }

  private static String[] command(String name, List<String> config, String... more) {
    return Stream.of(Stream.of(name), config.stream(), Stream.of(more))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  @Test
  void aConfigThatIsNoFileIsRefused() throws Exception {
    assertRefused(yolospark("plan", "--config="), 2, "--config: \"\"");
    assertRefused(yolospark("plan", "--config=none.yaml"), 2, "\"none.yaml\"", "no such file");
  }

  @Test
  void aMalformedMasterIsRefused() throws Exception {
    assertRefused(
        yolospark("--master", "sparkk://host:7077", "plan", "--config=job.yaml"),
        2,
        "\"sparkk://host:7077\"",
        "accepted: spark://HOST:PORT");
  }

  @Test
  void aMasterThatDoesNotAnswerIsNamed() throws Exception {
    Ended ended =
        yolospark(
            "--master=spark://127.0.0.1:1", "plan", "--config=job.yaml", "--set=cluster.wait=1s");

    assertRefused(ended, 3, "master spark://127.0.0.1:1", "Connection refused");
    assertThat(ended.elapsed())
        .as("Spark itself tries for 60 s")
        .isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void moreExecutorsThanSlotsAreRefused() throws Exception {
    assertRefused(
        yolospark(
            "--master=local-cluster[1,1,1536]",
            "plan",
            "--config=job.yaml",
            "--set=cluster.executors=2"),
        3,
        "cluster.executors is 2",
        "local-cluster[1,1,1536] allows 1");
  }

  @Test
  void anEngineThatDoesNotLoadIsReportedWithAllElseThatIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("in-the-way"), "");

    Ended ended =
        yolospark(
            "--conf=spark.executorEnv.DJL_CACHE_DIR=/proc/nowhere",
            "plan",
            "--config=job.yaml",
            "--set=output=" + file.resolve("out"));

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.errors().get(ended.errors().size() - 1))
        .contains("the PyTorch engine does not load: ", "output: cannot write to ");
  }

  @Test
  void aPrecisionThatTheExecutorsLackIsRefusedBeforeTraining() throws Exception {
    String old = "--conf=spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2";
    String[] bf16 = {"--config=job.yaml", "--set=model.precision=bf16", "--set=output=slow"};

    Ended refused = yolospark(command(old, List.of("train"), bf16));
    assertThat(refused.code()).as(String.join("\n", refused.errors())).isEqualTo(3);
    assertThat(refused.errors().get(refused.errors().size() - 1))
        .contains(
            "rank 0 on ",
            "model.precision: bf16, but ONEDNN_MAX_CPU_ISA=AVX2 forbids its instructions",
            "model.slow-precision: true to insist");
    assertThat(refused.errors()).noneMatch(line -> line.matches("\\s+at .*"));
    assertThat(refused.out()).doesNotContain("result: ");
    assertThat(folder.resolve("slow/checkpoints")).doesNotExist();

    Ended insisting =
        yolospark(command(old, List.of("plan", "--set=model.slow-precision=true"), bf16));
    assertThat(insisting.code()).as(String.join("\n", insisting.errors())).isZero();
  }

  @Test
  void aMissingDatasetIsNamed() throws Exception {
    assertRefused(
        yolospark("--master=local[1]", "plan", "--config=job.yaml", "--set=dataset.root=nowhere"),
        4,
        "dataset.root",
        folder.resolve("nowhere").toString());
  }

  /** A safetensors file is the length of its header, the header, and the data. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {} | 0 | truncated",
        "9000000000000000000 | {} | 0 | header",
        "-1 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}} | 6 | 'b'",
        "-1 | {'a':{'dtype':'F99','shape':[1],'data_offsets':[0,4]}} | 4 | F99"
      })
  void malformedWeightsAreInvalidData(long length, String header, int data, String part)
      throws Exception {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Path file = Files.createTempDirectory(folder, "model").resolve("model.safetensors");
    Files.write(
        file,
        ByteBuffer.allocate(Long.BYTES + text.length + data)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(length < 0 ? text.length : length)
            .put(text)
            .array());
    Files.writeString(file.resolveSibling("synset.txt"), "disc\nsquare\n");
    Files.writeString(
        file.resolveSibling("serving.properties"), "variant=gelan-t\nimage-size=64\n");

    assertRefused(
        yolospark("export", "--model", file.getParent().toString(), "--to=exported"),
        4,
        file.toString(),
        part);
    Ended plan =
        yolospark("--master=local[1]", "plan", "--config=job.yaml", "--set=model.weights=" + file);
    assertThat(plan.code()).isEqualTo(4);
    assertThat(plan.out()).isEmpty();
    assertThat(plan.errors().get(plan.errors().size() - 1)).contains(file.toString(), part);
    assertThat(plan.errors()).noneMatch(line -> line.matches("\\s+at .*"));
  }

  @Test
  void anEarlierOutputIsNotOverwritten() throws Exception {
    Path file = Files.createDirectory(folder.resolve("earlier")).resolve("file");
    Files.writeString(file, "kept");

    assertRefused(
        yolospark("--master=local[1]", "train", "--config=job.yaml", "--set=output=earlier"),
        2,
        "output: ",
        file.getParent().toString(),
        "--restart");
    assertThat(file).hasContent("kept");
  }

  @Test
  void planPrintsConfigAndBatches() throws Exception {
    Ended ended = yolospark("plan", "--config=job.yaml");

    assertThat(ended.code()).as(String.join("\n", ended.errors())).isZero();
    assertThat(ended.out())
        .contains("name: tiny", "executor-memory: 512m", "batch plan: 1 rank")
        .containsPattern("train images +4\n")
        .containsPattern("optimizer steps +2 +per epoch\n");
    assertThat(ended.errors()).noneMatch(line -> line.matches(".* (WARN|ERROR) .*|\\s+at .*"));
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
