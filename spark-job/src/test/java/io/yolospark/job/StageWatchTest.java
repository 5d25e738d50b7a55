package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.job.RankFailure.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StageWatchTest {

  private final StageWatch watch = new StageWatch();

  private static RankFailure failure(Kind kind, int rank, String message) {
    return new RankFailure(kind, rank, "host", "0", List.of(), message, "");
  }

  @Test
  void aThrownErrorIsTheCauseEvenWhenItArrivesLast() {
    watch.failed(failure(Kind.PEER, 0, "peer 1 closed"));
    watch.failed(failure(Kind.EXECUTOR_LOST, 2, "exit 137"));
    assertThat(watch.firstCause()).map(RankFailure::rank).hasValue(2);
    watch.failed(failure(Kind.THROWN, 1, "disk full"));
    assertThat(watch.firstCause()).map(RankFailure::rank).hasValue(1);
  }

  @Test
  void whereALostRankWasIsWhatItsPeersTell() {
    watch.failed(failure(Kind.EXECUTOR_LOST, 2, "exit 137"));
    RankStageSpec spec =
        new RankStageSpec(
            "id",
            "test",
            3,
            0,
            Duration.ofSeconds(1),
            AllReduceConfig.within(Duration.ofSeconds(1)),
            Duration.ofSeconds(1));
    assertThat(StageFailure.of(spec, watch, null))
        .hasMessage("Rank 2 on host (executor 0) failed: exit 137");
    watch.failed(failure(Kind.PEER, 0, "epoch 3, step 4: lost rank 2"));
    assertThat(StageFailure.of(spec, watch, null))
        .hasMessage(
            "Rank 2 on host (executor 0) failed: exit 137; a peer saw: epoch 3, step 4: lost rank 2");
  }

  @Test
  void amongEqualsTheFirstToArriveIsTheCause() {
    watch.failed(failure(Kind.THROWN, 2, "first"));
    watch.failed(failure(Kind.THROWN, 0, "second"));
    assertThat(watch.firstCause()).map(RankFailure::message).hasValue("first");
  }

  @Test
  void theFirstAccountOfARankStands() {
    watch.failed(failure(Kind.PEER, 1, "its own words"));
    watch.failed(failure(Kind.THROWN, 1, "the same, retold by Spark"));
    assertThat(watch.firstCause()).map(RankFailure::message).hasValue("its own words");
  }

  @Test
  void ranksAreCountedOnce() {
    watch.started(0, "executor-0");
    watch.started(0, "executor-0");
    watch.started(1, "executor-1");
    watch.formed(1);
    assertThat(watch.startedRanks()).isEqualTo(2);
    assertThat(watch.formedRanks()).isEqualTo(1);
  }

  @Test
  @Timeout(20)
  void waitingEndsWithTheLastRankOrTheLimit() throws Exception {
    assertThat(watch.awaitEnd(Duration.ofMillis(1))).as("none started").isTrue();
    watch.started(0, "executor-0");
    watch.started(1, "executor-1");
    watch.ended(0);
    assertThat(watch.awaitEnd(Duration.ofMillis(50))).as("rank 1 runs").isFalse();
    assertThat(watch.busyExecutors()).containsExactly("executor-1");
    Thread end = new Thread(() -> watch.ended(1));
    end.start();
    assertThat(watch.awaitEnd(Duration.ofSeconds(15))).isTrue();
    end.join();
  }
}
