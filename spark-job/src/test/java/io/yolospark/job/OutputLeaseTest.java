package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutputLeaseTest {

  private static final Duration TERM = Duration.ofMillis(1200);

  @TempDir private Path folder;

  private OutputLease take() throws InterruptedException {
    return OutputLease.take(folder.resolve("run").toString(), TERM, new Configuration());
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aSecondDriverIsRefusedAsLongAsTheFirstRuns() throws Exception {
    try (OutputLease first = take()) {
      Thread.sleep(2 * TERM.toMillis());
      assertThatThrownBy(this::take)
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("run is in use by the driver on ")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      first.verify();
    }
    take().close();
    assertThat(files()).isEmpty();
  }

  @Test
  void aLeaseThatNobodyRenewsExpires() throws Exception {
    Files.writeString(
        folder.resolve(".run.lease"), "{\"id\": \"of a driver that was killed\", \"host\": \"a\"}");

    long start = System.nanoTime();
    take().close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(TERM);
    assertThat(files()).isEmpty();
  }

  @Test
  void whoLosesTheLeaseLearnsOfItAndLeavesItToTheOther() throws Exception {
    try (OutputLease lease = take()) {
      Path file = folder.resolve(".run.lease");
      String other = "{\"id\": \"another\"}";
      Files.writeString(file, other);
      Thread.sleep(TERM.toMillis());

      assertThatThrownBy(lease::verify)
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("another has taken it over");
      lease.close();
      assertThat(file).hasContent(other);
    }
  }

  @Test
  void ofDriversThatStartAtOnceOneStays() throws Exception {
    ExecutorService drivers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<OutputLease>> starts =
          IntStream.range(0, 4).<Callable<OutputLease>>mapToObj(i -> this::take).toList();
      int held = 0;
      for (Future<OutputLease> start : drivers.invokeAll(starts)) {
        try (OutputLease lease = start.get()) {
          held++;
          assertThatCode(lease::verify).doesNotThrowAnyException();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(ClusterException.class);
        }
      }
      assertThat(held).isEqualTo(1);
    } finally {
      drivers.shutdownNow();
    }
  }
}
