package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.report.RunResult;
import io.yolospark.train.DivergedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose loss is not finite any more, on two real executor JVMs. */
@Timeout(300)
@ExtendWith(TestCluster.class)
class DivergenceIT {

  /**
   * Weight decay times learning rate is 500: every step multiplies the weights by some -500, and
   * after two epochs of four steps they are too large to be squared.
   */
  private static final String[] GROWING = {
    "train.learning-rate=0.5",
    "train.weight-decay=1000",
    "train.schedule=fixed",
    "train.warm-up={epochs: 0, min-steps: 0}",
    "memory.probe=false"
  };

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void draw() throws IOException {
    job = TinyJob.draw(folder, 16, 4, GROWING);
  }

  private JsonNode result() throws IOException {
    return new ObjectMapper().readTree(job.output("result.json").toFile());
  }

  @Test
  void aRunIsRolledBackRecoversAndStaysAtItsLowerRate() throws Exception {
    String[] settings = {
      "train.epochs=3",
      "train.on-divergence=roll-back",
      "train.roll-back={learning-rate-factor: 0.001, max: 1}",
      "restart.max=0",
      "restart.backoff=1h"
    };

    RunResult result = new TrainJob(TestCluster.context(), job.config(settings)).run(false);

    assertThat(result.epochs()).isEqualTo(3);
    assertThat(result.restarts()).isEmpty();
    assertThat(result.rollBacks())
        .singleElement()
        .asString()
        .matches(
            "Training diverged at step \\d of epoch 2: the (loss|gradient) is not finite on .*;"
                + " roll-back 1 of at most 1, learning rates times 0.001 from here on");
    assertThat(result().get("rollBacks")).hasSize(1);
    assertThat(job.events())
        .containsPattern("(?m)^\\S+,1,\\d,driver,roll-back,\"?Training diverged at step ")
        .containsPattern(
            "driver,resume,\"Goes on after step 0 of epoch 2, on 2 ranks, learning rates times 0.001;");
    assertThat(rates()).containsExactly("0.5", "0.0005", "0.0005");

    settings[0] = "train.epochs=4";
    new TrainJob(TestCluster.context(), job.config(settings)).run(false);

    assertThat(rates()).containsExactly("0.5", "0.0005", "0.0005", "0.0005");
  }

  private List<String> rates() throws IOException {
    return Files.readAllLines(job.output("results.csv")).stream()
        .skip(1)
        .map(row -> row.substring(row.lastIndexOf(',') + 1))
        .toList();
  }

  @Test
  void aRunThatDivergesAgainAndAgainEnds() throws Exception {
    assertThatItEnds("; lower train.learning-rate or lengthen train.warm-up and start anew", 0);
    String[] rollBack = {
      "train.on-divergence=roll-back", "train.roll-back={learning-rate-factor: 0.9, max: 2}"
    };
    String ended = "all 2 roll-backs are used up (train.roll-back.max)";

    assertThatItEnds(ended, 2, rollBack);
    String events = job.events();
    assertThatItEnds(ended, 2, rollBack);

    assertThat(job.events().substring(events.length())).doesNotContain("driver,roll-back,");
  }

  private void assertThatItEnds(String end, int rollBacks, String... settings) throws Exception {
    TrainJob training = new TrainJob(TestCluster.context(), job.config(settings));

    assertThatThrownBy(() -> training.run(false))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("Training diverged at step ")
        .hasMessageContaining(end)
        .hasNoCause()
        .satisfies(each -> assertThat(ExitCode.of(each)).isEqualTo(ExitCode.TRAINING_FAILED));
    assertThat(result().get("exitCode").asInt()).isEqualTo(6);
    assertThat(result().get("message").asText()).contains(end);
    assertThat(result().get("rollBacks")).hasSize(rollBacks);
  }
}
