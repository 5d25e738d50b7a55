package io.yolospark.train;

import static io.yolospark.train.BackgroundWriter.Kind.BEST_MODEL;
import static io.yolospark.train.BackgroundWriter.Kind.CHECKPOINT;
import static io.yolospark.train.BackgroundWriter.Kind.LAST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.train.BackgroundWriter.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundWriterTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration NOW = Duration.ofMillis(1);

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final BackgroundWriter writer =
      new BackgroundWriter((kind, e) -> failures.add(kind + ": " + e.getMessage()));

  @AfterEach
  void close() {
    gate.countDown();
    writer.close();
  }

  private Work writes(String what) {
    return () -> written.add(what);
  }

  /** Occupies the thread until the gate opens. */
  private void occupy() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    writer.submit(
        CHECKPOINT,
        () -> {
          begun.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
        });
    begun.await();
  }

  @Test
  void theCallerDoesNotWaitAndOfWhatWaitsTheNewestIsWritten() throws Exception {
    occupy();

    assertThat(writer.submit(CHECKPOINT, writes("checkpoint 1"))).isFalse();
    assertThat(writer.submit(LAST_MODEL, writes("last 1"))).isFalse();
    assertThat(writer.submit(LAST_MODEL, writes("last 2"))).isTrue();
    assertThat(writer.submit(BEST_MODEL, writes("best 2"))).isFalse();
    assertThat(writer.submit(CHECKPOINT, writes("checkpoint 2"))).isTrue();
    assertThat(writer.isIdleWithin(NOW)).isFalse();
    assertThat(written).isEmpty();
    gate.countDown();

    assertThat(writer.isIdleWithin(SOON)).isTrue();
    assertThat(written).containsExactly("last 2", "best 2", "checkpoint 2");
    assertThat(failures).isEmpty();
  }

  /** Or a run would go on from the checkpoint and never write that best model. */
  @Test
  void noCheckpointIsWrittenBeforeTheBestModelOfItsEpoch() throws Exception {
    occupy();
    boolean[] full = {true};
    writer.submit(
        BEST_MODEL,
        () -> {
          if (full[0]) {
            throw new IOException("disk full");
          }
          written.add("best");
        });
    writer.submit(CHECKPOINT, writes("checkpoint"));
    gate.countDown();
    while (failures.isEmpty()) {
      Thread.sleep(1);
    }
    assertThat(failures).containsExactly("the best model: disk full");
    assertThat(written).isEmpty();
    full[0] = false;

    writer.submit(LAST_MODEL, writes("last"));

    assertThat(writer.isIdleWithin(SOON)).isTrue();
    assertThat(written).containsExactly("last", "best", "checkpoint");
  }

  @Test
  void afterSomeFailuresInARowItIsGivenUp() throws Exception {
    writer.submit(
        CHECKPOINT,
        () -> {
          throw new IOException("disk full");
        });
    assertThatThrownBy(
            () -> {
              while (!writer.isIdleWithin(Duration.ofMillis(20))) {
                assertThat(failures).hasSizeLessThan(BackgroundWriter.TRIES);
              }
            })
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("Cannot write a checkpoint: disk full");
    assertThatThrownBy(() -> writer.submit(LAST_MODEL, writes("last")))
        .isInstanceOf(TrainingFailedException.class);
    assertThat(failures).hasSize(BackgroundWriter.TRIES);
  }

  @Test
  void whatWaitsWhenItIsClosedIsStillWritten() throws Exception {
    occupy();
    writer.submit(CHECKPOINT, writes("checkpoint"));
    gate.countDown();
    Thread.currentThread().interrupt(); // as Spark does to a rank that is to end
    writer.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(written).containsExactly("checkpoint");
  }
}
