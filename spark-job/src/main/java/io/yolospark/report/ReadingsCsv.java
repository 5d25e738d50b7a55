package io.yolospark.report;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code readings.csv}: every {@link Reading} of a run and of its restarts, in the order in which
 * the driver heard of them. Columns: time (UTC), rank, epoch (from 0), step (since the start of
 * training), then each {@link Figure}, empty where it was not measured. The file is written at the
 * end of every epoch.
 */
public final class ReadingsCsv implements EventSink {

  private static final String HEADER =
      "time,rank,epoch,step,"
          + Arrays.stream(Figure.values()).map(Figure::label).collect(Collectors.joining(","));

  private final TableFile file;
  private final Clock clock;
  private final List<String> rows;

  /**
   * Continues the file where there is one.
   *
   * @throws IOException if the file cannot be read or is no readings.csv
   */
  public ReadingsCsv(Configuration configuration, Path path) throws IOException {
    this(configuration, path, Clock.systemUTC());
  }

  ReadingsCsv(Configuration configuration, Path path, Clock clock) throws IOException {
    this.file = new TableFile(configuration, path, HEADER);
    this.clock = clock;
    this.rows = new ArrayList<>(file.read());
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Reading reading) {
      rows.add(row(reading));
    } else if (event instanceof EpochResult) {
      file.write(rows);
    }
  }

  @Override
  public void close() {
    file.write(rows);
  }

  private String row(Reading reading) {
    return "%s,%d,%d,%d,"
            .formatted(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                reading.rank(),
                reading.epoch(),
                reading.step())
        + Arrays.stream(Figure.values())
            .map(figure -> Cells.of(reading.figures().get(figure)))
            .collect(Collectors.joining(","));
  }
}
