package io.yolospark.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of {@code benchmark all-reduce} as text. */
final class AllReduceTable {

  static final String CSV_HEADER = "ranks,bytes,contender,round,seconds,bus_gb_per_s";

  private static final String START = "%9s  %-26s %11s %9s";
  private static final String LINE = " %6s";

  private final double lineRate;

  /**
   * A table.
   *
   * @param lineRate bits per second of each rank's link, of which bandwidths are shown as a share;
   *     0 for none
   */
  AllReduceTable(double lineRate) {
    this.lineRate = lineRate;
  }

  /** Title and column names; the ratios' columns are named after the peers. */
  String header(int ranks, int rounds, List<String> peers) {
    StringBuilder names =
        new StringBuilder(START.formatted("size", "contender", "time", "bus GB/s"));
    if (lineRate > 0) {
      names.append(LINE.formatted("line"));
    }
    peers.forEach(peer -> names.append(column(peer)));
    return "%d ranks, %d rounds in turns: medians, and times as fast as a peer (least to most)%n%s"
        .formatted(ranks, rounds, names);
  }

  /** The rows of one size. */
  String rows(List<AllReduceFigure> figures) {
    List<AllReduceFigure> peers = figures.stream().filter(AllReduceFigure::peer).toList();
    List<String> rows = new ArrayList<>();
    for (AllReduceFigure figure : figures) {
      double seconds = figure.medianSeconds();
      StringBuilder row =
          new StringBuilder(
              format(
                  START,
                  size(figure.bytes()),
                  figure.contender(),
                  time(seconds),
                  format("%.3f", figure.bandwidth(seconds))));
      if (lineRate > 0) {
        double share = figure.bandwidth(seconds) * 8e9 / lineRate;
        row.append(format(LINE, format("%.1f%%", 100 * share)));
      }
      if (!figure.peer()) {
        for (AllReduceFigure peer : peers) {
          double[] ratios = figure.ratios(peer);
          row.append(
              column(
                  format(
                      "%.2f (%.2f to %.2f)",
                      Median.of(ratios), ratios[0], ratios[ratios.length - 1])));
        }
      }
      rows.add(row.toString());
    }
    return String.join(System.lineSeparator(), rows);
  }

  /** One line for each round. */
  static List<String> csv(AllReduceFigure figure) {
    List<String> lines = new ArrayList<>();
    for (int round = 0; round < figure.seconds().length; round++) {
      double seconds = figure.seconds()[round];
      lines.add(
          format(
              "%d,%d,%s,%d,%.9f,%.9f",
              figure.ranks(),
              figure.bytes(),
              figure.contender(),
              round + 1,
              seconds,
              figure.bandwidth(seconds)));
    }
    return lines;
  }

  static String size(long bytes) {
    if (bytes >= 1_000_000_000) {
      return format("%.1f GB", bytes / 1e9);
    }
    if (bytes < 1000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return format("%.4g KB", bytes / 1e3).replaceAll("\\.?0+ ", " ");
    }
    return format("%.4f MB", bytes / 1e6).replaceAll("\\.?0+ ", " ");
  }

  private static String time(double seconds) {
    return seconds < 1 ? format("%.3f ms", seconds * 1e3) : format("%.3f s", seconds);
  }

  private static String column(String text) {
    return "  %-21s".formatted(text);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
