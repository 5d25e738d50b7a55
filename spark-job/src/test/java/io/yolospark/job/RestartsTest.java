package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.RestartConfig;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.device.OutOfMemoryException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartsTest {

  private static Restarts restarts(int most) {
    Duration any = Duration.ofSeconds(1);
    return new Restarts(new RestartConfig(most, any, any, any));
  }

  private static RankFailedException lost(int executor, int code) {
    String message =
        "ExecutorLostFailure (executor %d exited) Reason: Command exited with code %d"
            .formatted(executor, code);
    return new RankFailedException(
        new RankFailure(
            RankFailure.Kind.EXECUTOR_LOST, 1, "host", "" + executor, List.of(), message, ""),
        null);
  }

  private static RankFailedException thrown(Class<?> type, String message) {
    return new RankFailedException(
        new RankFailure(
            RankFailure.Kind.THROWN, 1, "host", "0", List.of(type.getName()), message, ""),
        null);
  }

  @Test
  void aRunThatGetsNoFurtherIsRestartedUntilTheRestartsAreUsedUp() {
    Restarts restarts = restarts(2);

    assertThat(restarts.next(lost(1, 137), 9, "after step 9 of epoch 1"))
        .isEqualTo(
            "Rank 1 on host (executor 1) failed: ExecutorLostFailure (executor 1 exited) Reason:"
                + " Command exited with code 137, after step 9 of epoch 1; restart 1 of at most 2"
                + " in a row");
    assertThat(restarts.next(lost(2, 137), 5, "earlier"))
        .endsWith("restart 2 of at most 2 in a row");
    assertThatThrownBy(() -> restarts.next(lost(3, 137), 8, "earlier"))
        .isInstanceOf(RestartsEndedException.class)
        .hasMessageStartingWith("Rank 1 on host (executor 3) failed: ")
        .hasMessageEndingWith(
            "; all 2 restarts are used up since the run last got further (restart.max)");
    assertThat(restarts.causes()).hasSize(2);
  }

  @Test
  void aRunThatGetsFurtherEachTimeIsRestartedHoweverOften() {
    Restarts restarts = restarts(1);

    for (int steps = 1; steps <= 100; steps++) {
      assertThat(restarts.next(lost(1, 137), steps, ""))
          .endsWith("restart 1 of at most 1 in a row");
    }
    assertThat(restarts.causes()).hasSize(100);
    assertThatThrownBy(() -> restarts.next(lost(1, 137), 99, ""))
        .isInstanceOf(RestartsEndedException.class);
  }

  @Test
  void theSameErrorAtTheSameStepIsNotTriedAThirdTime() {
    Restarts restarts = restarts(9);

    RankFailure told = lost(1, 139).failure();
    restarts.next(
        new RankFailedException(
            told.with(told.message() + StageFailure.ACCOUNT + "after 0.1 s and 4711 bytes"), null),
        5,
        "after step 5");
    assertThatThrownBy(() -> restarts.next(lost(2, 139), 5, "after step 5"))
        .isInstanceOf(RestartsEndedException.class)
        .hasMessageContaining("code 139; the same error came twice after step 5");
  }

  @Test
  void anExecutorThatIsKilledTwiceAtTheSameStepProbablyLacksMemory() {
    Restarts restarts = restarts(9);
    RankFailedException killed = perhaps(1);

    restarts.next(killed, 5, "after step 5");
    restarts.next(perhaps(2), 6, "after step 6");
    assertThatThrownBy(() -> restarts.next(perhaps(3), 6, "after step 6"))
        .isInstanceOf(MemoryException.class)
        .hasMessageStartingWith("Probably out of memory: Rank 1 on host (executor 3) failed: ")
        .hasMessageContaining("lower batch.train.micro")
        .hasMessageContaining("the same error came twice after step 6");
  }

  private static RankFailedException perhaps(int executor) {
    RankFailure lost = lost(executor, 137).failure();
    return new RankFailedException(
        lost.with(MemoryFailure.perhaps(lost.message(), Optional.empty()).orElseThrow()), null);
  }

  @Test
  void anotherErrorOrAnotherStepIsAnotherAccident() {
    Restarts restarts = restarts(9);

    restarts.next(lost(1, 139), 5, "");
    restarts.next(lost(1, 137), 5, "");
    restarts.next(lost(1, 137), 6, "");
    restarts.next(thrown(IllegalStateException.class, "after 1.5 s at port 4711"), 6, "");
    assertThatThrownBy(
            () ->
                restarts.next(
                    thrown(IllegalStateException.class, "after 1.7 s at port 4712"), 6, ""))
        .hasMessageContaining("the same error came twice");
    assertThat(restarts.causes()).hasSize(4);
  }

  @Test
  void mistakesAndLackOfMemoryAreNotRestarted() {
    Restarts restarts = restarts(3);

    for (Class<?> type : List.of(InvalidDatasetException.class, OutOfMemoryException.class)) {
      RankFailedException failure = thrown(type, "no restart helps");
      assertThatThrownBy(() -> restarts.next(failure, 1, "")).isSameAs(failure);
    }
    assertThat(restarts.causes()).isEmpty();
  }

  @Test
  void withoutRestartsTheFailureStaysWhatItIs() {
    RankFailedException failure = lost(1, 137);
    assertThatThrownBy(() -> restarts(0).next(failure, 1, "")).isSameAs(failure);
  }

  @Test
  void ranksThatDoNotFormEndWithTheCodeOfTheCluster() {
    Restarts restarts = restarts(1);
    restarts.next(new ClusterException("Cannot form 2 ranks: 1 had started"), 0, "");
    assertThatThrownBy(
            () -> restarts.next(new ClusterException("Cannot form 2 ranks, 0 had started"), 0, ""))
        .isInstanceOf(ClusterException.class)
        .hasMessageEndingWith(
            "all 1 restarts are used up since the run last got further (restart.max)");
  }
}
