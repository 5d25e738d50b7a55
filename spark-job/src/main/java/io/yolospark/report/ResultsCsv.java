package io.yolospark.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code results.csv}: one row an epoch, in the columns of the YOLOv9 reference. It holds nothing
 * that depends on time, so two runs of one seed leave identical files. Figures that were not taken
 * are empty cells. Numbers have six significant digits.
 */
public final class ResultsCsv implements EventSink {

  private static final String HEADER = "epoch," + String.join(",", EpochFigures.NAMES);

  private final TableFile file;
  private final TreeMap<Integer, String> rows = new TreeMap<>();

  /**
   * Continues the file where there is one. An epoch that is reported again, after a restart from a
   * checkpoint, replaces its row and all later ones.
   *
   * @throws IOException if the file cannot be read or is no results.csv
   */
  public ResultsCsv(Configuration configuration, Path path) throws IOException {
    file = new TableFile(configuration, path, HEADER);
    for (String row : file.read()) {
      rows.put(epochOf(path, row), row);
    }
  }

  /** Epochs that it has rows of. */
  public int epochs() {
    return rows.size();
  }

  @Override
  public void accept(Event event) {
    if (event instanceof EpochResult result) {
      rows.tailMap(result.epoch(), true).clear();
      rows.put(result.epoch(), row(result));
      file.write(new ArrayList<>(rows.values()));
    }
  }

  @Override
  public void close() {
    file.catchUp(new ArrayList<>(rows.values()));
  }

  private static int epochOf(Path path, String row) throws IOException {
    try {
      return Integer.parseInt(row.substring(0, Math.max(0, row.indexOf(','))));
    } catch (NumberFormatException e) {
      throw new IOException(
          "Cannot continue %s: \"%s\" does not start with an epoch".formatted(path, row), e);
    }
  }

  private static String row(EpochResult result) {
    return result.epoch()
        + ","
        + EpochFigures.of(result).stream().map(Cells::of).collect(Collectors.joining(","));
  }
}
