package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.pytorch.jni.JniUtils;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.device.Compute;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stage of ranks on two real executor JVMs. */
@Timeout(120)
@ExtendWith(TestCluster.class)
class RankStageIT {

  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() throws Exception {
    spark = TestCluster.context();
    ClusterPreflight.check(spark, TestCluster.config(TestCluster.RANKS));
  }

  private static RankStageSpec spec(String id, int ranks, Duration formLimit) {
    return new RankStageSpec(
        id,
        "test " + id,
        ranks,
        3,
        formLimit,
        AllReduceConfig.within(Duration.ofSeconds(20)),
        Duration.ofSeconds(60));
  }

  private static RankStageSpec spec(String id) {
    return spec(id, TestCluster.RANKS, Duration.ofSeconds(40));
  }

  /** What a rank saw of itself. */
  private record Seen(
      int rank, int worldSize, int attempt, String executorId, long pid, List<String> gpus)
      implements Serializable {}

  @Test
  void everyRankHasAnExecutorOfItsOwn() throws Exception {
    List<Seen> seen =
        RankStage.run(
            spark,
            spec("places"),
            context ->
                new Seen(
                    context.rank(),
                    context.worldSize(),
                    context.attempt(),
                    context.executorId(),
                    ProcessHandle.current().pid(),
                    new ArrayList<>(context.gpus())));

    assertThat(seen).extracting(Seen::rank).containsExactly(0, 1);
    assertThat(seen).extracting(Seen::worldSize).containsOnly(2);
    assertThat(seen).extracting(Seen::attempt).containsOnly(3);
    assertThat(seen).extracting(Seen::executorId).doesNotHaveDuplicates();
    assertThat(seen).extracting(Seen::pid).doesNotHaveDuplicates();
    assertThat(seen).extracting(Seen::pid).doesNotContain(ProcessHandle.current().pid());
    assertThat(seen).allSatisfy(rank -> assertThat(rank.gpus()).isEmpty());
  }

  /** The engine itself would take all cores of the machine. */
  @Test
  void aRankComputesOnTheCoresOfItsTask() throws Exception {
    List<Integer> threads =
        RankStage.run(
            spark,
            spec("threads"),
            context -> {
              Compute.start(context.cores());
              return JniUtils.getNumThreads();
            });

    assertThat(threads).containsExactly(1, 1);
  }

  @Test
  void ranksReduceAcrossExecutors() throws Exception {
    List<float[]> sums =
        RankStage.run(
            spark,
            spec("reduce"),
            context -> {
              float[] values = {context.rank() + 1f, 10f * (context.rank() + 1)};
              context.collective().allReduce(FloatBuffer.wrap(values));
              return values;
            });

    assertThat(sums).hasSize(2).allSatisfy(sum -> assertThat(sum).containsExactly(3f, 30f));
  }

  @Test
  @SuppressWarnings("try") // a subscription works by being open
  void allEventsArriveInOrderBeforeTheStageReturns() throws Exception {
    List<Object> events = Collections.synchronizedList(new ArrayList<>());
    try (RankEvents.Subscription subscription = RankEvents.subscribe(events::add)) {
      RankStage.run(
          spark,
          spec("events"),
          context -> {
            for (int step = 0; step < 500; step++) {
              RankEvents.send(new int[] {context.rank(), step});
            }
            return context.rank();
          });
    }

    assertThat(events).hasSize(1000);
    Map<Integer, List<Integer>> steps =
        events.stream()
            .map(int[].class::cast)
            .collect(
                Collectors.groupingBy(
                    event -> event[0], Collectors.mapping(event -> event[1], Collectors.toList())));
    assertThat(steps.keySet()).containsExactlyInAnyOrder(0, 1);
    assertThat(steps.values())
        .allSatisfy(ofRank -> assertThat(ofRank).hasSize(500).isSorted().doesNotHaveDuplicates());
  }

  @Test
  @SuppressWarnings("try") // a subscription works by being open
  void aFailingSubscriberCostsNeitherTheOthersNorTheRun() throws Exception {
    List<Object> events = Collections.synchronizedList(new ArrayList<>());
    try (RankEvents.Subscription broken =
            RankEvents.subscribe(
                event -> {
                  throw new IllegalStateException("sink is full");
                });
        RankEvents.Subscription working = RankEvents.subscribe(events::add)) {
      RankStage.run(
          spark,
          spec("sinks"),
          context -> {
            RankEvents.send("from " + context.rank());
            return 0;
          });
    }

    assertThat(events).containsExactlyInAnyOrder("from 0", "from 1");
  }

  @Test
  void theFirstCauseReachesTheDriverWithinSeconds() throws Exception {
    long start = System.nanoTime();
    RankFailedException thrown =
        catchThrowableOfType(
            RankFailedException.class,
            () ->
                RankStage.run(
                    spark,
                    spec("failure"),
                    context -> {
                      context.collective().barrier();
                      if (context.rank() == 1) {
                        throw new IllegalStateException(
                            "Cannot go on", new java.io.IOException("disk full"));
                      }
                      context.collective().barrier(); // fails too, because rank 1 is gone
                      return 0;
                    }));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(thrown)
        .hasMessageMatching(
            "Rank 1 on \\S+ \\(executor \\d\\) failed: IllegalStateException: Cannot go on");
    RankFailure failure = thrown.failure();
    assertThat(failure.kind()).isEqualTo(RankFailure.Kind.THROWN);
    assertThat(failure.exceptionClasses())
        .containsExactly("java.lang.IllegalStateException", "java.io.IOException");
    assertThat(failure.trace()).contains("RankStageIT", "disk full");
    assertThatClusterIsFree();
  }

  @Test
  void aSurvivorThatWaitsIsInterrupted() throws Exception {
    assertThatThrownBy(
            () ->
                RankStage.run(
                    spark,
                    spec("sleeper"),
                    context -> {
                      context.collective().barrier();
                      if (context.rank() == 0) {
                        throw new IllegalArgumentException("unknown class id 7");
                      }
                      Thread.sleep(Duration.ofMinutes(10).toMillis());
                      return 0;
                    }))
        .isInstanceOf(RankFailedException.class)
        .hasMessageContaining("Rank 0")
        .hasMessageContaining("unknown class id 7");
    assertThatClusterIsFree();
  }

  @Test
  void aKilledExecutorIsNamedAndReplaced() throws Exception {
    RankFailedException thrown =
        catchThrowableOfType(
            RankFailedException.class,
            () ->
                RankStage.run(
                    spark,
                    spec("killed"),
                    context -> {
                      context.collective().barrier();
                      if (context.rank() == 1) {
                        Runtime.getRuntime().halt(137);
                      }
                      context.collective().barrier();
                      return 0;
                    }));

    assertThat(thrown.failure().kind()).isEqualTo(RankFailure.Kind.EXECUTOR_LOST);
    assertThat(thrown.failure().rank()).isEqualTo(1);
    assertThat(thrown).hasMessageContaining("137").message().doesNotContain("\n");
    ClusterPreflight.check(spark, TestCluster.config(TestCluster.RANKS));
    assertThatClusterIsFree();
  }

  @Test
  void moreRanksThanSlotsEndAtTheFormLimit() throws Exception {
    assertThatThrownBy(
            () ->
                RankStage.run(
                    spark, spec("crowd", 3, Duration.ofSeconds(3)), context -> context.rank()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("Cannot form 3 ranks: 0 had started");
    assertThatClusterIsFree();
  }

  @Test
  void moreExecutorsThanTheMasterAllowsAreRefusedAtOnce() {
    assertThatThrownBy(() -> ClusterPreflight.check(spark, TestCluster.config(3)))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "Cannot run 3 ranks: cluster.executors is 3,"
                + " but master local-cluster[2,1,512] allows 2");
  }

  private static void assertThatClusterIsFree() throws Exception {
    assertThat(RankStage.run(spark, spec("after"), RankContext::rank)).containsExactly(0, 1);
  }
}
