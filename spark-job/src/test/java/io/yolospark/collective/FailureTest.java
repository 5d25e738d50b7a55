package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ParameterizedClass
@EnumSource(
    value = Layout.class,
    names = {"TCP", "SHARED_MEMORY", "ALTERNATING"})
class FailureTest {

  @Parameter private Layout layout;

  private static final Duration SHORT = Duration.ofSeconds(2);

  @Test
  void differentOperationsNameBothSides() throws Exception {
    List<String> messages =
        Ranks.failures(
            3,
            layout,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 1) {
                group.allReduce(new double[2]);
              } else {
                group.allReduce(FloatBuffer.allocate(100_000));
              }
              return null;
            });
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("ranks disagree")
                    .contains("is at all-reduce #2 (400000 bytes)")
                    .contains("rank 1 is at control word #2 (16 bytes)"));
  }

  @Test
  void differentSizesNameBothSides() throws Exception {
    List<String> messages =
        Ranks.failures(
            3,
            layout,
            Ranks.LIMIT,
            group -> {
              group.allReduce(FloatBuffer.allocate(group.rank() == 2 ? 1001 : 1000));
              return null;
            });
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("all-reduce #2 (4000 bytes)")
                    .contains("all-reduce #2 (4004 bytes)"));
  }

  @Test
  void differentNumbersOfOperationsNameBothSides() throws Exception {
    List<String> messages =
        Ranks.failures(
            2,
            layout,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 0) {
                group.broadcast(0, new byte[1]);
              }
              group.barrier();
              return null;
            });
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("ranks disagree")
                    .contains("rank 1 is at barrier #2")
                    .containsAnyOf(
                        "rank 0 is at broadcast #2 from rank 0", "rank 0 is at barrier #3"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 700})
  void silentRankIsNamedByAllOthersWithinTheTimeLimit(long stagger) throws Exception {
    CountDownLatch done = new CountDownLatch(3);
    long start = System.nanoTime();
    List<Future<Object>> ranks =
        Ranks.start(
            4,
            layout,
            SHORT,
            group -> {
              if (group.rank() == 2) {
                done.await();
                return null;
              }
              Thread.sleep(group.rank() == 1 ? 0 : stagger);
              try {
                group.allReduce(FloatBuffer.allocate(1_000_000));
              } finally {
                done.countDown();
              }
              return null;
            });
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(20));
    assertThat(messages.get(2)).isNull();
    for (int rank : new int[] {0, 1, 3}) {
      assertThat(messages.get(rank))
          .startsWith("rank " + rank + " of 4, all-reduce #2 (4000000 bytes), after ")
          .contains("within 2.0 s")
          .contains("every rank is in an operation and answers, except rank [2]");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void silentRankZeroIsNamed() throws Exception {
    CountDownLatch done = new CountDownLatch(2);
    List<Future<Object>> ranks =
        Ranks.start(
            3,
            layout,
            SHORT,
            group -> {
              if (group.rank() == 0) {
                done.await();
                return null;
              }
              try {
                group.allReduce(new double[1]);
              } finally {
                done.countDown();
              }
              return null;
            });
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(20));
    assertThat(messages.get(1)).contains("no word from rank 0 within 2.0 s");
    assertThat(messages.get(2)).contains("no word from rank 0 within 2.0 s");
  }

  @Test
  void closingOneRankInAnOperationEndsAllRanksWithinSeconds() throws Exception {
    AtomicReference<Collective> victim = new AtomicReference<>();
    CountDownLatch running = new CountDownLatch(5);
    List<Future<Object>> ranks =
        Ranks.start(
            5,
            layout,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 2) {
                victim.set(group);
              }
              FloatBuffer buffer = FloatBuffer.allocate(1_000_000);
              group.allReduce(buffer);
              running.countDown();
              while (true) {
                group.allReduce(buffer);
              }
            });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    victim.get().close();
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(10));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    for (int rank = 0; rank < 5; rank++) {
      assertThat(messages.get(rank)).startsWith("rank " + rank + " of 5, all-reduce");
      // the second where the rank happened to be between two operations
      assertThat(messages.get(rank))
          .containsAnyOf(
              rank == 2 ? "closed by another thread of this rank" : "lost rank 2",
              rank == 2 ? "closed by this rank" : "rank 2 has left the group");
    }
  }

  @Test
  void rankThatLeavesEarlyIsNamed() throws Exception {
    long start = System.nanoTime();
    List<String> messages =
        Ranks.failures(
            4,
            layout,
            Ranks.LIMIT,
            group -> {
              if (group.rank() != 2) {
                group.allReduce(FloatBuffer.allocate(1000));
              }
              return null;
            });
    assertThat(messages.get(2)).isNull();
    for (int rank : new int[] {0, 1, 3}) {
      assertThat(messages.get(rank)).contains("rank 2 has left the group before this operation");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void ranksMayLeaveWhileOthersStillFinishTheLastOperation() throws Exception {
    for (int i = 0; i < 20; i++) {
      List<Float> sums =
          Ranks.run(
              4,
              layout,
              group -> {
                FloatBuffer buffer = FloatBuffer.allocate(50_000);
                buffer.put(49_999, 1f);
                group.allReduce(buffer);
                return buffer.get(49_999);
              });
      assertThat(sums).containsOnly(4f);
    }
  }

  @Test
  void interruptEndsEveryRank() throws Exception {
    AtomicReference<Thread> victim = new AtomicReference<>();
    CountDownLatch ready = new CountDownLatch(1);
    List<Future<Object>> ranks =
        Ranks.start(
            3,
            layout,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 0) {
                ready.await();
                Thread.sleep(200);
                victim.get().interrupt();
              }
              if (group.rank() == 1) {
                victim.set(Thread.currentThread());
                ready.countDown();
              }
              group.allReduce(FloatBuffer.allocate(10));
              while (true) {
                group.barrier();
              }
            });
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(10));
    assertThat(messages.get(1)).contains("interrupted");
    assertThat(messages.get(0)).contains("rank 1 reports").contains("interrupted");
    assertThat(messages.get(2)).contains("rank 1 reports").contains("interrupted");
  }

  @Test
  void everyCallAfterAFailureRepeatsIt() throws Exception {
    Ranks.run(
        2,
        layout,
        group -> {
          if (group.rank() == 1) {
            return null;
          }
          assertThatThrownBy(group::barrier)
              .isInstanceOf(CollectiveException.class)
              .hasMessageContaining("rank 1 has left the group");
          assertThatThrownBy(() -> group.allReduce(new double[1]))
              .isInstanceOf(CollectiveException.class)
              .hasMessageContaining("the group is closed: rank 0 of 2, barrier #2")
              .hasMessageContaining("rank 1 has left the group");
          group.close();
          group.close();
          return null;
        });
  }

  @Test
  void secondThreadInAnOperationIsRefused() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    Ranks.run(
        2,
        layout,
        group -> {
          if (group.rank() == 1) {
            refused.await();
            group.barrier();
            return null;
          }
          AtomicReference<Throwable> thrown = new AtomicReference<>();
          Thread intruder =
              new Thread(
                  () -> {
                    try {
                      Thread.sleep(300);
                      group.barrier();
                    } catch (InterruptedException | RuntimeException e) {
                      thrown.set(e);
                    }
                    refused.countDown();
                  });
          intruder.start();
          group.barrier();
          intruder.join();
          assertThat(thrown.get())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("another thread");
          return null;
        });
  }
}
