package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsCsvTest {

  @TempDir private java.nio.file.Path folder;

  private EventsCsv open(String time) throws IOException {
    return new EventsCsv(
        new Configuration(),
        new Path(folder.resolve("events.csv").toUri()),
        Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  @Test
  void aRunWithoutNoticesLeavesTheHeader() throws IOException {
    open("2026-01-02T03:04:05Z").close();

    assertThat(folder.resolve("events.csv")).hasContent("time,epoch,step,rank,kind,message\n");
  }

  @Test
  void keepsTheNoticesOfAllAttempts() throws IOException {
    try (EventsCsv csv = open("2026-01-02T03:04:05.678Z")) {
      csv.accept(Notice.ofDriver("plan", "4 executors, 16 images"));
      csv.accept(new StepProgress(0, 1, 0, 1, new Losses(1, 1, 1), 1));
      csv.accept(new Notice(0, 7, 2, "bad-image", "a \"broken\"\n  file"));
    }
    try (EventsCsv csv = open("2026-01-02T04:00:00Z")) {
      csv.accept(new Notice(3, Notice.NONE, Notice.NONE, "resume", "from epoch 3"));
    }

    assertThat(Files.readString(folder.resolve("events.csv")))
        .isEqualTo(
            """
            time,epoch,step,rank,kind,message
            2026-01-02T03:04:05.678Z,,,driver,plan,"4 executors, 16 images"
            2026-01-02T03:04:05.678Z,0,7,2,bad-image,"a ""broken"" file"
            2026-01-02T04:00:00Z,3,,driver,resume,from epoch 3
            """);
  }
}
