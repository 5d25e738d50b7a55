package io.yolospark.job;

import io.yolospark.model.ModelSize;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of {@code benchmark step} for people and for programs. */
final class StepTable {

  static final String CSV_HEADER =
      "variant,side,images,boxes,classes,threads,contender,round,"
          + "forward_s,loss_s,backward_s,optimizer_s,average_s,step_s,images_per_s,peak_bytes";

  private static final List<String> PHASES =
      List.of("forward", "loss", "backward", "optimizer", "average");

  /** Backward computes twice what forward does: the gradients of inputs and of weights. */
  private static final int PASSES = 3;

  private StepTable() {}

  /** A table of one case: medians, and ratios of the rounds to each peer. */
  static String of(List<StepFigure> figures) {
    StepCase step = figures.get(0).step();
    int width = figures.stream().mapToInt(figure -> figure.contender().length()).max().orElse(0);
    List<StepFigure> peers = figures.stream().filter(StepFigure::peer).toList();
    StringBuilder head = new StringBuilder(format("  %-" + width + "s", ""));
    PHASES.forEach(phase -> head.append(format(" %9s", phase)));
    head.append("   step ms  images/s  GFLOP/s  peak MiB");
    peers.forEach(peer -> head.append(format("  %-22s", "times " + peer.contender())));
    List<String> rows = new ArrayList<>();
    rows.add(step.describe() + format(", median of %d rounds in turns:", rounds(figures)));
    rows.add(head.toString());
    double gflops = gflops(step);
    for (StepFigure figure : figures) {
      StringBuilder row = new StringBuilder(format("  %-" + width + "s", figure.contender()));
      for (int phase = 0; phase < StepFigure.PHASES; phase++) {
        row.append(format(" %9.1f", 1e3 * figure.medianSeconds(phase)));
      }
      double seconds = figure.medianSeconds();
      row.append(
          format(
              " %9.1f %9.2f %8.1f %9.0f",
              1e3 * seconds,
              step.images() / seconds,
              gflops / seconds,
              figure.peak() / (double) (1 << 20)));
      if (!figure.peer()) {
        for (StepFigure peer : peers) {
          double[] ratios = figure.ratios(peer);
          row.append(
              format(
                  "  %-22s",
                  format(
                      "%.2f (%.2f to %.2f)",
                      Median.of(ratios), ratios[0], ratios[ratios.length - 1])));
        }
      }
      rows.add(row.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), rows);
  }

  private static int rounds(List<StepFigure> figures) {
    return figures.get(0).rounds().length;
  }

  /** Of all convolutions of a step, in 10^9 operations. */
  private static double gflops(StepCase step) {
    YoloBlock block = new YoloBlock(step.variant(), step.classes());
    return PASSES * step.images() * ModelSize.of(block, step.side()).gflops();
  }

  /** One line for each round. */
  static List<String> csv(StepFigure figure) {
    StepCase step = figure.step();
    List<String> lines = new ArrayList<>();
    for (int round = 0; round < figure.rounds().length; round++) {
      double[] values = figure.rounds()[round];
      double seconds = figure.seconds(round);
      lines.add(
          format(
              "%s,%d,%d,%d,%d,%d,%s,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.4f,%.0f",
              step.variant(),
              step.side(),
              step.images(),
              step.boxes(),
              step.classes(),
              step.threads(),
              figure.contender(),
              round + 1,
              values[0],
              values[1],
              values[2],
              values[3],
              values[4],
              seconds,
              step.images() / seconds,
              values[StepFigure.PHASES]));
    }
    return lines;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
