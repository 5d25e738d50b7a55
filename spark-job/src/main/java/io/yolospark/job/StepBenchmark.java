package io.yolospark.job;

import io.yolospark.config.ConfigLoader.Sections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures whole training steps, of this application and of plain PyTorch, in processes that take
 * turns: one step each, round after round. Waiting ones use no processor.
 */
public final class StepBenchmark {

  /** Code is compiled, and the allocators and oneDNN's caches are filled. */
  private static final int WARM_UP_ROUNDS = 2;

  private final List<String> pythons;
  private final boolean tunedPeers;
  private final int rounds;
  private final Consumer<String> tables;
  private final Consumer<String> csv;

  /**
   * A benchmark.
   *
   * @param pythons interpreters of the peers
   * @param tunedPeers whether each takes part a second time, with the allocator settings of this
   *     process
   * @param tables takes a table for each case, and notes on peers that are not there
   * @param csv takes lines of values, a header first
   */
  public StepBenchmark(
      List<String> pythons,
      boolean tunedPeers,
      int rounds,
      Consumer<String> tables,
      Consumer<String> csv) {
    this.pythons = pythons;
    this.tunedPeers = tunedPeers;
    this.rounds = rounds;
    this.tables = tables;
    this.csv = csv;
  }

  /**
   * Measures all cases.
   *
   * @param work settings by name for each case
   */
  public void run(Map<StepCase, Map<String, Sections>> work) throws IOException {
    csv.accept(StepTable.CSV_HEADER);
    for (Map.Entry<StepCase, Map<String, Sections>> each : work.entrySet()) {
      List<StepFigure> figures = figures(each.getKey(), each.getValue());
      tables.accept(StepTable.of(figures));
      figures.forEach(figure -> StepTable.csv(figure).forEach(csv));
    }
  }

  private List<StepFigure> figures(StepCase step, Map<String, Sections> settings)
      throws IOException {
    List<StepContender> contenders = new ArrayList<>();
    try {
      for (String python : pythons) {
        try {
          contenders.add(StepContender.python(python, step, false));
          if (tunedPeers) {
            contenders.add(StepContender.python(python, step, true));
          }
        } catch (IOException e) {
          tables.accept("no comparison with PyTorch of " + python + ": " + e.getMessage());
        }
      }
      for (Map.Entry<String, Sections> each : settings.entrySet()) {
        contenders.add(StepContender.own(each.getKey(), step, each.getValue()));
      }
      double[][][] values = new double[contenders.size()][rounds][];
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        for (int i = 0; i < contenders.size(); i++) {
          values[i][Math.max(round, 0)] = contenders.get(i).step();
        }
      }
      List<StepFigure> figures = new ArrayList<>();
      for (int i = 0; i < contenders.size(); i++) {
        StepContender contender = contenders.get(i);
        figures.add(new StepFigure(step, contender.name(), contender.peer(), values[i]));
      }
      return figures;
    } finally {
      contenders.forEach(StepContender::close);
    }
  }
}
