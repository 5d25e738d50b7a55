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

  private final List<String> pythons;
  private final boolean tunedPeers;
  private final StepRounds rounds;
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
      StepRounds rounds,
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
   * @throws MemoryException if the memory for a contender ended
   * @throws ClusterException if one ended for another reason
   */
  public void run(Map<StepCase, Map<String, Sections>> work) {
    csv.accept(StepTable.CSV_HEADER);
    for (Map.Entry<StepCase, Map<String, Sections>> each : work.entrySet()) {
      List<StepFigure> figures = figures(each.getKey(), each.getValue());
      tables.accept(StepTable.of(figures));
      figures.forEach(figure -> StepTable.csv(figure).forEach(csv));
    }
  }

  private List<StepFigure> figures(StepCase step, Map<String, Sections> settings) {
    List<StepContender> contenders = new ArrayList<>();
    try {
      for (String python : pythons) {
        try {
          add(contenders, StepContender.python(python, step, false, rounds.warmUp()));
          if (tunedPeers) {
            add(contenders, StepContender.python(python, step, true, rounds.warmUp()));
          }
        } catch (IOException e) {
          tables.accept("no comparison with PyTorch of " + python + ": " + e.getMessage());
        }
      }
      for (Map.Entry<String, Sections> each : settings.entrySet()) {
        add(contenders, StepContender.own(each.getKey(), step, each.getValue(), rounds.warmUp()));
      }
      double[][][] values = new double[contenders.size()][rounds.count()][];
      for (int round = 0; round < rounds.count(); round++) {
        for (int i = 0; i < contenders.size(); i++) {
          values[i][round] = contenders.get(i).step();
          endTurn(contenders.get(i));
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

  private void add(List<StepContender> contenders, StepContender contender) {
    contenders.add(contender);
    endTurn(contender);
  }

  private void endTurn(StepContender contender) {
    if (rounds.alone()) {
      contender.close();
    }
  }
}
