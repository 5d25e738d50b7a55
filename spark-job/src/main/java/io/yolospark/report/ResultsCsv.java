package io.yolospark.report;

import io.yolospark.report.EpochResult.ValidationResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
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

  private static final MathContext DIGITS = new MathContext(6);

  private static final String HEADER =
      String.join(
          ",",
          "epoch",
          "train/box_loss",
          "train/cls_loss",
          "train/dfl_loss",
          "metrics/precision",
          "metrics/recall",
          "metrics/mAP_0.5",
          "metrics/mAP_0.5:0.95",
          "val/box_loss",
          "val/cls_loss",
          "val/dfl_loss",
          "x/lr0",
          "x/lr1",
          "x/lr2");

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
    List<Double> cells = new ArrayList<>();
    addLosses(cells, result.losses());
    ValidationResult validation = result.validation();
    cells.add(validation == null ? null : (Double) validation.precision());
    cells.add(validation == null ? null : (Double) validation.recall());
    cells.add(validation == null ? null : (Double) validation.map50());
    cells.add(validation == null ? null : (Double) validation.map());
    addLosses(cells, validation == null ? null : validation.losses());
    cells.addAll(result.learningRates());
    return result.epoch()
        + ","
        + cells.stream().map(ResultsCsv::cell).collect(Collectors.joining(","));
  }

  private static void addLosses(List<Double> cells, Losses losses) {
    cells.add(losses == null ? null : (Double) losses.box());
    cells.add(losses == null ? null : (Double) losses.cls());
    cells.add(losses == null ? null : (Double) losses.dfl());
  }

  private static String cell(Double value) {
    if (value == null) {
      return "";
    }
    if (!Double.isFinite(value)) {
      return value.toString();
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }
}
