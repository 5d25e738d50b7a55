package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingsCsvTest {

  private static final String HEADER =
      "time,rank,epoch,step,memory/used_bytes,memory/peak_bytes,memory/headroom,"
          + "speed/images_per_second,time/step_seconds,time/data_wait_seconds,"
          + "time/exposed_communication_seconds,time/validation_seconds,train/box_loss,"
          + "train/cls_loss,train/dfl_loss,metrics/mAP_0.5,metrics/mAP_0.5:0.95";

  @TempDir private java.nio.file.Path folder;

  private ReadingsCsv open(String time) throws IOException {
    return new ReadingsCsv(
        new Configuration(),
        new Path(folder.resolve("readings.csv").toUri()),
        Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  @Test
  void keepsTheReadingsOfAllAttempts() throws IOException {
    java.nio.file.Path file = folder.resolve("readings.csv");
    try (ReadingsCsv csv = open("2026-01-02T03:04:05.678Z")) {
      csv.accept(
          new Reading(
              1,
              0,
              7,
              Map.of(
                  Figure.MEMORY_USED, 536870912.0,
                  Figure.MEMORY_HEADROOM, 1.0 / 3,
                  Figure.DFL_LOSS, 1.25)));
      assertThat(file).doesNotExist();
      csv.accept(new EpochResult(0, 2, new Losses(1, 1, 1), null, List.of(0.1, 0.1, 0.1), 1, 0, 0));
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
    try (ReadingsCsv csv = open("2026-01-02T04:00:00Z")) {
      csv.accept(new Reading(0, 1, 14, Map.of(Figure.MAP, 0.5)));
    }

    assertThat(file)
        .hasContent(
            HEADER
                + "\n2026-01-02T03:04:05.678Z,1,0,7,5.36871E+8,,0.333333,,,,,,,,1.25,,\n"
                + "2026-01-02T04:00:00Z,0,1,14,,,,,,,,,,,,,0.5\n");
  }
}
