package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import io.yolospark.report.Event;
import io.yolospark.report.RunResult;
import io.yolospark.report.StepProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that lose an executor, on two real executor JVMs. */
@Timeout(300)
@ExtendWith(TestCluster.class)
class SupervisorIT {

  private static final String CONFIG =
      """
      name: tiny
      output: out
      dataset: {format: yolo, root: data, train: images/train, val: images/val, names: [disc, square]}
      model: {variant: gelan-t, image-size: 64}
      cluster: {executors: 2, executor-memory: 512m}
      batch: {train: {global: 4, micro: 2}, validation: {per-executor: 4}}
      train: {epochs: 3, close-mosaic: 1}
      memory: {probe: false}
      restart: {backoff: 1s, replacement-wait: 1ms}
      """;

  @TempDir private Path folder;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() {
    spark = TestCluster.context();
  }

  @BeforeEach
  void draw() throws IOException {
    SyntheticDataset.ensure(
        folder.resolve("data").toString(), new SyntheticSpec(16, 4, 64, 2, 0), new Configuration());
    Files.writeString(folder.resolve("job.yaml"), CONFIG);
  }

  private JobConfig config(String... overrides) {
    return new ConfigLoader(new HadoopTextSource(new Configuration()))
        .load(folder.resolve("job.yaml").toString(), List.of(overrides));
  }

  /** Trains, and kills an executor after a step. */
  @SuppressWarnings("try") // a subscription works by being open
  private RunResult killed(JobConfig config, int epoch, int step) throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    try (RankEvents.Subscription subscription =
        RankEvents.subscribe(
            event -> {
              if (Event.decode(event) instanceof StepProgress progress
                  && progress.epoch() == epoch
                  && progress.step() == step
                  && killed.compareAndSet(false, true)) {
                executor().destroyForcibly();
              }
            })) {
      return new TrainJob(spark, config).run(false);
    }
  }

  /** One of the executors: they are the only programs that this JVM has started. */
  private static ProcessHandle executor() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  private String events(String output) throws IOException {
    return Files.readString(folder.resolve(output).resolve("events.csv"));
  }

  @Test
  void aRunThatLosesAnExecutorEndsWithTheSameBits() throws Exception {
    new TrainJob(spark, config("output=" + folder.resolve("calm"))).run(false);

    RunResult result = killed(config(), 1, 2);

    Path output = folder.resolve("out");
    Path calm = folder.resolve("calm");
    assertThat(output.resolve("results.csv")).hasSameTextualContentAs(calm.resolve("results.csv"));
    String state = "checkpoints/epoch-00003/state.safetensors";
    assertThat(output.resolve(state)).hasSameBinaryContentAs(calm.resolve(state));
    assertThat(result.restarts())
        .singleElement()
        .asString()
        .contains("Command exited with code 137", ", after step ", " of epoch 2");
    assertThat(new ObjectMapper().readTree(output.resolve("result.json").toFile()).get("restarts"))
        .hasSize(1);
    assertThat(events("out"))
        .containsPattern("(?m)^\\S+,1,[23],driver,restart,.*137.*; restart 1 of at most 3")
        .containsPattern(
            "driver,resume,\"Goes on after step 0 of epoch 2, on 2 ranks; lost steps: [34]\"");
    assertThat(folder.resolve(".out.lease")).doesNotExist();
  }

  @Test
  void aRunShrinksToTheExecutorsThatAreLeftAndGrowsWhenTheyReturn() throws Exception {
    RunResult result =
        killed(config("cluster.min-executors=1", "restart.backoff=1ms", "train.epochs=40"), 1, 0);

    assertThat(result.epochs()).isEqualTo(40);
    assertThat(Files.readAllLines(folder.resolve("out/results.csv"))).hasSize(41);
    assertThat(events("out"))
        .contains(
            "1 of 2 executors: 1 ranks instead of 2; the global batch stays 4, in shares of 4 to 4 images and 2 micro-steps")
        .contains("driver,grow,")
        .contains("2 of 2 executors: 2 ranks instead of 1; the global batch stays 4");
    assertThat(
            new ObjectMapper()
                .readTree(folder.resolve("out/plan.json").toFile())
                .get("world-size")
                .asInt())
        .isEqualTo(2);
  }
}
