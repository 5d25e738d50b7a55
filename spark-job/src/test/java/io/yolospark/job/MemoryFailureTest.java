package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.yolospark.collective.CollectiveException;
import io.yolospark.device.OutOfMemoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFailureTest {

  private static final String KILLED =
      "ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command"
          + " exited with code 137";

  @TempDir private Path folder;

  private static RankFailedException failed(Throwable thrown) {
    RankMessage message =
        new RankMessage(
            "stage", RankMessage.Kind.FAILED, 2, RankMessage.failureParts("host", "7", thrown));
    return new RankFailedException(message.failure(), null);
  }

  @Test
  void anAllocationThatFailsInTheOptimizerIsOutOfMemory() {
    RankFailedException failure =
        failed(
            new IllegalStateException(
                "x", new EngineException("DefaultCPUAllocator: can't allocate memory")));

    assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.OUT_OF_MEMORY);
    assertThat(failure)
        .hasMessageStartingWith("Rank 2 on host (executor 7) failed: Out of memory outside of")
        .hasMessageContaining("give the ranks more memory");
  }

  @Test
  void theJavaHeapCounts() {
    assertThat(ExitCode.of(failed(new OutOfMemoryError("Java heap space"))))
        .isEqualTo(ExitCode.OUT_OF_MEMORY);
  }

  @Test
  void whatIsExplainedAlreadyStaysAsItIs() {
    assertThat(failed(new OutOfMemoryException("Out of memory in validation; lower it")))
        .hasMessage("Rank 2 on host (executor 7) failed: Out of memory in validation; lower it");
  }

  @Test
  void aPeerThatTellsOfMemoryIsNotTheCause() {
    RankFailedException failure = failed(new CollectiveException("rank 1 said: out of memory"));
    assertThat(failure.failure().kind()).isEqualTo(RankFailure.Kind.PEER);
    assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.TRAINING_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Container killed by YARN for exceeding physical memory limits. 1.1 GB of 1 GB used.",
        "The executor with id 3 exited with exit code 1; termination reason: OOMKilled",
        "Reason: Command exited with code 52",
        "Executor exited: OutOfMemory"
      })
  void whatTheClusterManagerCallsMemoryIsMemory(String reason) {
    assertThat(MemoryFailure.lost(reason, Optional.of(0L)))
        .get()
        .asString()
        .startsWith("Out of memory: " + reason)
        .contains("lower batch.train.micro", "batch.validation.per-executor", "plan --probe");
  }

  @Test
  void aKilledProcessIsJudgedByTheKernelsCount() {
    assertThat(MemoryFailure.lost(KILLED, Optional.of(0L))).isEmpty();
    assertThat(MemoryFailure.lost(KILLED, Optional.of(2L)))
        .get()
        .asString()
        .startsWith("Out of memory: its process was killed (exit code 137), and the kernel has")
        .contains("killed 2 for memory on that machine meanwhile");
    assertThat(MemoryFailure.perhaps(KILLED, Optional.of(0L))).isEmpty();
  }

  @Test
  void aKilledProcessOfAnotherMachineMayHaveBeenKilledByAnyone() {
    assertThat(MemoryFailure.lost(KILLED, Optional.empty())).isEmpty();
    assertThat(MemoryFailure.perhaps(KILLED, Optional.empty()))
        .get()
        .asString()
        .startsWith("Killed (exit code 137), perhaps because memory ended: see dmesg")
        .endsWith(KILLED);
    assertThat(MemoryFailure.perhaps("Command exited with code 1", Optional.empty())).isEmpty();
  }

  @Test
  void otherEndsAreNotMemory() {
    for (String reason :
        List.of(
            "Command exited with code 1",
            "Executor heartbeat timed out after 125000 ms",
            "The executor with id 137 exited with exit code 143")) {
      assertThat(MemoryFailure.lost(reason, Optional.empty())).as(reason).isEmpty();
    }
  }

  @Test
  void theKernelsCountIsThatOfThisMachineSinceThen() throws Exception {
    Path counters = Files.writeString(folder.resolve("vmstat"), "oom_kill 3\noom_kill_x 9\n");
    KernelKills kills = new KernelKills(counters);
    assertThat(kills.on("127.0.0.1")).hasValue(0L);
    Files.writeString(counters, "pgfault 5\noom_kill 5\n");
    assertThat(kills.on("127.0.0.1")).hasValue(2L);
    assertThat(kills.on("203.0.113.1")).as("another machine").isEmpty();
    assertThat(new KernelKills(folder.resolve("none")).on("127.0.0.1")).isEmpty();
  }
}
