package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.LoaderConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BatchLoaderTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static BatchLoader loader(
      List<int[]> batches, int workers, int prefetch, Duration limit, IntFunction<Sample> samples) {
    return new BatchLoader(
        "rank 1, epoch 2", batches, samples, new LoaderConfig(workers, prefetch), limit);
  }

  private static Sample sample(int record) {
    return new Sample(record, new byte[0], 0, new float[0], null);
  }

  private static Sample sleepyOdds(int record) {
    sleep(record % 2 == 1 ? 5 : 0);
    return sample(record);
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 1", "3, 2", "4, 256"})
  void deliversInOrder(int workers, int prefetch) {
    List<int[]> batches = List.of(new int[] {5, 3, 8}, new int[] {1}, new int[] {2, 9, 7, 4});
    List<List<Integer>> seen = new ArrayList<>();

    try (BatchLoader loader =
        loader(batches, workers, prefetch, LIMIT, BatchLoaderTest::sleepyOdds)) {
      while (loader.hasNext()) {
        seen.add(loader.next().samples().stream().map(Sample::record).toList());
      }
      assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
    }

    assertThat(seen).containsExactly(List.of(5, 3, 8), List.of(1), List.of(2, 9, 7, 4));
  }

  @Test
  void countsHowLongItsConsumerWaits() {
    List<int[]> batches = List.of(new int[] {1}, new int[] {2}, new int[] {3});
    try (BatchLoader loader = loader(batches, 1, 2, LIMIT, BatchLoaderTest::sleepyOdds)) {
      assertThat(loader.waited()).isZero();
      loader.next(); // 5 ms in preparation
      assertThat(loader.waited()).isPositive();
      sleep(200); // the others get ready
      Duration before = loader.waited();
      loader.next();
      loader.next();
      assertThat(loader.waited().minus(before)).isLessThan(Duration.ofMillis(150));
    }
  }

  @Test
  void preparesNoMoreThanAskedAhead() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch threeBatches = new CountDownLatch(6);
    List<int[]> batches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batches.add(new int[] {i, i});
    }
    IntFunction<Sample> counting =
        record -> {
          made.incrementAndGet();
          threeBatches.countDown();
          return sample(record);
        };

    try (BatchLoader loader = loader(batches, 2, 2, LIMIT, counting)) {
      loader.next();
      assertThat(threeBatches.await(10, TimeUnit.SECONDS)).isTrue();
      sleep(50); // time in which an eager loader would go on
      assertThat(made).hasValue(6); // one delivered, two ahead
    }
  }

  @Test
  void surfacesTheErrorOfAWorkerAtItsBatch() {
    IllegalStateException cause = new IllegalStateException("disk on fire");
    IntFunction<Sample> failing =
        record -> {
          if (record == 3) {
            throw cause;
          }
          return sample(record);
        };

    try (BatchLoader loader =
        loader(List.of(new int[] {1, 2}, new int[] {4, 3}), 2, 4, LIMIT, failing)) {
      assertThat(loader.next().size()).isEqualTo(2);
      assertThatThrownBy(loader::next)
          .isInstanceOf(BatchLoadException.class)
          .hasMessageMatching(
              "rank 1, epoch 2: cannot load batch 2 of 2 at its image 2 of 2 \\(record 3\\)"
                  + " after \\d\\.\\d s: disk on fire")
          .hasCause(cause);
    }
  }

  @Test
  void givesUpAfterTheTimeLimit() {
    CountDownLatch never = new CountDownLatch(1);
    IntFunction<Sample> stuck =
        record -> {
          if (record == 7) {
            waitFor(never);
          }
          return sample(record);
        };
    long start = System.nanoTime();

    try (BatchLoader loader =
        loader(List.of(new int[] {6, 7}), 1, 1, Duration.ofMillis(200), stuck)) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(BatchLoadException.class)
          .hasMessageMatching(
              "rank 1, epoch 2: cannot load batch 1 of 1 at its image 2 of 2 \\(record 7\\)"
                  + " after \\d\\.\\d s: time limit of 0\\.2 s passed");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void closeEndsAWaitingConsumerAndTheWorkers() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch left = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    IntFunction<Sample> stuck =
        record -> {
          entered.countDown();
          try {
            waitFor(never);
          } finally {
            left.countDown();
          }
          return sample(record);
        };
    BatchLoader loader = loader(List.of(new int[] {1, 2, 3}, new int[] {4}), 2, 2, LIMIT, stuck);
    FutureTask<Batch> waiting = new FutureTask<>(loader::next);
    Thread consumer = new Thread(waiting, "consumer");
    consumer.start();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    while (consumer.getState() != Thread.State.TIMED_WAITING) {
      sleep(1);
    }

    loader.close();

    assertThat(left.getCount()).isZero(); // close came back after the workers had ended
    assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("rank 1, epoch 2: closed before batch 1 of 2");
    assertThatThrownBy(loader::next).isInstanceOf(IllegalStateException.class);
    loader.close(); // again: nothing happens
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
