package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.JobConfig;
import io.yolospark.report.Event;
import io.yolospark.report.RunResult;
import io.yolospark.report.StepProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that lose an executor, on two real executor JVMs. */
@Timeout(300)
@ExtendWith(TestCluster.class)
class SupervisorIT {

  private static final String[] SETTINGS = {
    "batch.train.micro=2",
    "batch.validation.per-executor=4",
    "train.epochs=3",
    "memory.probe=false",
    "restart={backoff: 1s, replacement-wait: 1ms}"
  };

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void draw() throws IOException {
    job = TinyJob.draw(folder, 16, 4, SETTINGS);
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
                TinyJob.executor().destroyForcibly();
              }
            })) {
      return new TrainJob(TestCluster.context(), config).run(false);
    }
  }

  @Test
  void aRunThatLosesAnExecutorEndsWithTheSameBits() throws Exception {
    new TrainJob(TestCluster.context(), job.config("output=" + folder.resolve("calm"))).run(false);

    RunResult result = killed(job.config(), 1, 2);

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
    assertThat(job.events())
        .containsPattern("(?m)^\\S+,1,[23],driver,restart,.*137.*; restart 1 of at most 3")
        .containsPattern(
            "driver,resume,\"Goes on after step 0 of epoch 2, on 2 ranks; lost steps: [34]\"");
    assertThat(folder.resolve(".out.lease")).doesNotExist();
  }

  @Test
  void aRunShrinksToTheExecutorsThatAreLeftAndGrowsWhenTheyReturn() throws Exception {
    RunResult result =
        killed(
            job.config("cluster.min-executors=1", "restart.backoff=1ms", "train.epochs=40"), 1, 0);

    assertThat(result.epochs()).isEqualTo(40);
    assertThat(Files.readAllLines(folder.resolve("out/results.csv"))).hasSize(41);
    assertThat(job.events())
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
