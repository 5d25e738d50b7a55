package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSinksTest {

  @TempDir private java.nio.file.Path folder;

  private EventsCsv eventsCsv(java.nio.file.Path file) throws IOException {
    return new EventsCsv(new Configuration(), new Path(file.toUri()));
  }

  @Test
  void aSinkThatFailsNeitherStopsTheOthersNorIsForgotten() throws IOException {
    java.nio.file.Path blocked = folder.resolve("blocked.csv");
    List<String> log = new ArrayList<>();
    EventSinks sinks =
        new EventSinks(List.of(eventsCsv(blocked), new LogProgress(log::add, log::add)));
    Files.createDirectory(blocked);

    sinks.accept(Notice.ofDriver("plan", "x"));

    assertThat(log).containsExactly("plan: x");
    assertThatThrownBy(sinks::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write file:" + blocked);
  }

  @Test
  void takesEventsOfManyThreads() throws Exception {
    java.nio.file.Path file = folder.resolve("events.csv");
    ExecutorService ranks = Executors.newFixedThreadPool(4);
    try (EventSinks sinks = new EventSinks(List.of(eventsCsv(file)))) {
      for (int i = 0; i < 100; i++) {
        Notice notice = new Notice(0, i, i % 4, "test", "message");
        ranks.execute(() -> sinks.accept(notice));
      }
      ranks.shutdown();
      assertThat(ranks.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      ranks.shutdownNow();
    }

    assertThat(Files.readAllLines(file)).hasSize(101).doesNotHaveDuplicates();
  }

  @Test
  void ignoresStragglersAfterTheEnd() throws IOException {
    java.nio.file.Path file = folder.resolve("events.csv");
    EventSinks sinks = new EventSinks(List.of(eventsCsv(file)));
    sinks.accept(Notice.ofDriver("plan", "x"));
    sinks.close();

    sinks.accept(Notice.ofDriver("late", "y"));
    sinks.close();

    assertThat(Files.readAllLines(file)).hasSize(2);
  }
}
