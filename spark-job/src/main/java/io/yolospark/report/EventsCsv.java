package io.yolospark.report;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code events.csv}: every {@link Notice} of a run and of its restarts, in the order in which the
 * driver heard of them. Columns: time (UTC), epoch and step (from 0, empty outside of training),
 * rank (or {@code driver}), kind, message. One line each; fields are quoted as in RFC 4180.
 */
public final class EventsCsv implements EventSink {

  private static final String HEADER = "time,epoch,step,rank,kind,message";

  private final TableFile file;
  private final Clock clock;
  private final List<String> rows;

  /**
   * Continues the file where there is one. A run of which nothing is to be told leaves a file of
   * the header alone.
   *
   * @throws IOException if the file cannot be read or is no events.csv
   */
  public EventsCsv(Configuration configuration, Path path) throws IOException {
    this(configuration, path, Clock.systemUTC());
  }

  EventsCsv(Configuration configuration, Path path, Clock clock) throws IOException {
    this.file = new TableFile(configuration, path, HEADER);
    this.clock = clock;
    this.rows = new ArrayList<>(file.read());
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Notice notice) {
      rows.add(row(notice));
      file.write(rows);
    }
  }

  @Override
  public void close() {
    if (rows.isEmpty()) {
      file.write(rows);
    } else {
      file.catchUp(rows);
    }
  }

  private String row(Notice notice) {
    return String.join(
        ",",
        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
        number(notice.epoch(), ""),
        number(notice.step(), ""),
        number(notice.rank(), "driver"),
        quote(notice.kind()),
        quote(notice.message()));
  }

  private static String number(int value, String none) {
    return value == Notice.NONE ? none : Integer.toString(value);
  }

  private static String quote(String text) {
    // one line a row, so that the file can be read by lines
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    boolean plain = line.indexOf(',') < 0 && line.indexOf('"') < 0;
    return plain ? line : '"' + line.replace("\"", "\"\"") + '"';
  }
}
