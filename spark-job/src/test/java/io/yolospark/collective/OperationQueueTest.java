package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperationQueueTest {

  private static void sum(Collective group) {
    group.allReduce(FloatBuffer.allocate(9));
  }

  private static Consumer<Collective> waitFor(CountDownLatch latch) {
    return group -> {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Test
  void operationsRunInOrderWhileTheCallerGoesOn() throws Exception {
    List<List<Double>> sums =
        Ranks.run(
            3,
            group -> {
              FloatBuffer buffer = FloatBuffer.allocate(100_000).put(5, group.rank() + 1);
              double[] control = {10 * group.rank()};
              CountDownLatch gate = new CountDownLatch(1);
              try (OperationQueue queue = new OperationQueue(group, Ranks.LIMIT)) {
                for (int step = 0; step < 3; step++) {
                  queue.submit(waitFor(gate));
                  queue.submit(g -> g.allReduce(buffer));
                  queue.submit(
                      g -> {
                        control[0] += buffer.get(5);
                        g.allReduce(control);
                      });
                  if (step == 0) {
                    assertThat(buffer.get(5)).isEqualTo(group.rank() + 1f);
                    gate.countDown();
                  }
                  queue.await();
                }
              }
              group.barrier(); // is the caller's again
              return List.of((double) buffer.get(5), control[0]);
            });

    // 6, 18, 54; and 30 + 3 x 6 = 48, 3 x (48 + 18) = 198, 3 x (198 + 54) = 756
    assertThat(sums).containsOnly(List.of(54.0, 756.0));
  }

  @Test
  void theFailureOfAnOperationReachesTheCaller() throws Exception {
    List<String> failures =
        Ranks.failures(
            2,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 1) {
                return null; // leaves
              }
              try (OperationQueue queue = new OperationQueue(group, Ranks.LIMIT)) {
                queue.submit(OperationQueueTest::sum);
                queue.submit(OperationQueueTest::sum);
                queue.await();
              }
              return null;
            });

    assertThat(failures.get(0)).startsWith("rank 0 of 2, all-reduce #").contains("rank 1 has left");
    assertThat(failures.get(1)).isNull();
  }

  @Test
  void aFailedOperationEndsTheSubmissions() throws Exception {
    List<String> failures =
        Ranks.failures(
            2,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 1) {
                return null;
              }
              try (OperationQueue queue = new OperationQueue(group, Ranks.LIMIT)) {
                while (true) { // until the failure is there
                  queue.submit(OperationQueueTest::sum);
                  TimeUnit.MILLISECONDS.sleep(5);
                }
              }
            });

    assertThat(failures.get(0)).contains("rank 1 has left");
  }

  @Test
  void closingEndsAnOperationThatPeersDoNotJoinAndThosePeers() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    List<String> failures =
        Ranks.failures(
            2,
            Ranks.LIMIT,
            group -> {
              if (group.rank() == 0) {
                OperationQueue queue = new OperationQueue(group, Ranks.LIMIT);
                queue.submit(OperationQueueTest::sum);
                TimeUnit.MILLISECONDS.sleep(100); // as a backward pass that then fails
                long start = System.nanoTime();
                queue.close();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3)); // of a limit of 30 s
                closed.countDown();
              } else {
                closed.await();
              }
              group.barrier();
              return null;
            });

    assertThat(failures.get(0)).contains("the group is closed");
    assertThat(failures.get(1)).contains("rank 0");
  }

  @Test
  void closingLetsOperationsEndThatPeersHaveBegunAndLeavesTheGroupOpen() throws Exception {
    List<Float> sums =
        Ranks.run(
            2,
            group -> {
              FloatBuffer buffer = FloatBuffer.allocate(1_000_000).put(7, 1);
              try (OperationQueue queue = new OperationQueue(group, Ranks.LIMIT)) {
                queue.submit(g -> g.allReduce(buffer));
              }
              group.barrier();
              return buffer.get(7);
            });

    assertThat(sums).containsExactly(2f, 2f);
  }

  @Test
  void nothingIsWaitedForWithoutLimit() {
    CountDownLatch never = new CountDownLatch(1);
    OperationQueue queue = new OperationQueue(new SoloCollective(), Duration.ofMillis(1));
    try {
      queue.submit(waitFor(never));
      assertThatThrownBy(queue::await)
          .isInstanceOf(CollectiveException.class)
          .hasMessage("rank 0 of 1: an operation beside backward is not done after 3.0 s");
      assertThatThrownBy(queue::close)
          .isInstanceOf(CollectiveException.class)
          .hasMessageContaining("goes on 4.0 s after it was to end");
    } finally {
      never.countDown();
    }
  }
}
