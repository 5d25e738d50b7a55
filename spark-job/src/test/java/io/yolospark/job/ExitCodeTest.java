package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.ConfigException;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.device.DeviceException;
import io.yolospark.train.TrainingFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

  private static RankFailedException rankFailed(RankFailure.Kind kind, Class<?>... thrown) {
    List<String> classes = List.of(thrown).stream().map(Class::getName).toList();
    return new RankFailedException(
        new RankFailure(kind, 1, "host", "0", classes, "it failed", ""), null);
  }

  @Test
  void numbersAreTheContractWithSchedulers() {
    assertThat(ExitCode.values())
        .extracting(ExitCode::number)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 143);
  }

  @Test
  void aFailureHasTheCodeOfItsKind() {
    assertThat(ExitCode.of(new ConfigException(List.of("seed: x"))))
        .isEqualTo(ExitCode.INVALID_CONFIG);
    assertThat(ExitCode.of(new ClusterException("no executors"))).isEqualTo(ExitCode.CLUSTER);
    assertThat(ExitCode.of(new InvalidDatasetException("no images")))
        .isEqualTo(ExitCode.INVALID_DATA);
    assertThat(ExitCode.of(new StoppedException("by a signal"))).isEqualTo(ExitCode.STOPPED);
    assertThat(ExitCode.of(new RestartsEndedException("3 restarts", null)))
        .isEqualTo(ExitCode.TRAINING_FAILED);
    assertThat(ExitCode.of(new IllegalStateException("bug"))).isEqualTo(ExitCode.UNEXPECTED);
  }

  @Test
  void aFailedRankHasTheCodeOfWhatItThrew() {
    RankFailure.Kind thrown = RankFailure.Kind.THROWN;
    assertThat(ExitCode.of(rankFailed(thrown, DeviceException.class))).isEqualTo(ExitCode.CLUSTER);
    assertThat(ExitCode.of(rankFailed(thrown, TrainingFailedException.class)))
        .isEqualTo(ExitCode.TRAINING_FAILED);
    assertThat(
            ExitCode.of(
                rankFailed(thrown, IllegalStateException.class, InvalidDatasetException.class)))
        .as("the cause counts")
        .isEqualTo(ExitCode.INVALID_DATA);
  }

  @Test
  void aRankThatIsLostOrThrowsSomethingElseFailsTheTraining() {
    assertThat(ExitCode.of(rankFailed(RankFailure.Kind.EXECUTOR_LOST)))
        .isEqualTo(ExitCode.TRAINING_FAILED);
    assertThat(ExitCode.of(rankFailed(RankFailure.Kind.THROWN, ArithmeticException.class)))
        .isEqualTo(ExitCode.TRAINING_FAILED);
  }

  @Test
  void onlyTheUnexpectedNeedsAStackTrace() {
    assertThat(ExitCode.values())
        .filteredOn(code -> !code.explained())
        .containsExactly(ExitCode.UNEXPECTED);
  }
}
