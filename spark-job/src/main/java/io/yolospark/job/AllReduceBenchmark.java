package io.yolospark.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the all-reduce of several contenders in turns: a round gives each of them the same time
 * at the same size, while the processes of the others sleep.
 */
public final class AllReduceBenchmark {

  /**
   * How many turns long a warm-up is, until everything is compiled, and at another size; longer by
   * as much as there are more ranks than processors, which compile as well.
   */
  private static final double FIRST_WARM_UP = 10;

  private static final double WARM_UP = 1.5;

  private final AllReduceContenders contenders;
  private final List<Long> sizes;
  private final int rounds;
  private final double turnSeconds;
  private final AllReduceTable table;
  private final Consumer<String> out;
  private final Consumer<String> csv;

  /**
   * @param sizes bytes of an operation
   * @param turnSeconds about how long each contender's part of a round is
   * @param lineRate bits per second of each rank's link, to be shown as a share of; 0 for none
   * @param out takes the table, some lines at a time
   * @param csv takes the lines of a CSV file, its header first
   */
  public AllReduceBenchmark(
      AllReduceContenders contenders,
      List<Long> sizes,
      int rounds,
      double turnSeconds,
      double lineRate,
      Consumer<String> out,
      Consumer<String> csv) {
    this.contenders = contenders;
    this.sizes = List.copyOf(sizes);
    this.rounds = rounds;
    this.turnSeconds = turnSeconds;
    table = new AllReduceTable(lineRate);
    this.out = out;
    this.csv = csv;
  }

  /**
   * Measures with one number of ranks after the other.
   *
   * @throws IOException saying which rank of which contender failed, and why
   */
  public void run(List<Integer> worldSizes) throws IOException {
    csv.accept(AllReduceTable.CSV_HEADER);
    for (int worldSize : worldSizes) {
      List<BenchmarkGroup> groups = new ArrayList<>();
      try {
        contenders.start(worldSize, groups, out);
        measure(worldSize, groups);
      } finally {
        groups.forEach(BenchmarkGroup::close);
      }
    }
  }

  private void measure(int worldSize, List<BenchmarkGroup> groups) throws IOException {
    List<String> peers =
        groups.stream().filter(BenchmarkGroup::peer).map(BenchmarkGroup::name).toList();
    out.accept(table.header(worldSize, rounds, peers));
    double turn =
        turnSeconds
            * Math.max(1.0, (double) worldSize / Runtime.getRuntime().availableProcessors());
    double warmUp = FIRST_WARM_UP * turn;
    long held = 0;
    for (long bytes : sizes) {
      long size = bytes;
      long needed = groups.stream().mapToLong(group -> group.memory(size)).sum();
      long available = MachineMemory.available() + held;
      if (needed > available) {
        out.accept(
            "%9s  left out: all ranks together need about %s of memory, %s are available"
                .formatted(
                    AllReduceTable.size(bytes),
                    AllReduceTable.size(needed),
                    AllReduceTable.size(available)));
        continue;
      }
      held = needed;
      List<BenchmarkTurn> turns = new ArrayList<>();
      for (BenchmarkGroup group : groups) {
        turns.add(warmUp(group, worldSize, bytes, warmUp));
      }
      warmUp = WARM_UP * turn;
      double[][] seconds = new double[groups.size()][rounds];
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < groups.size(); i++) {
          seconds[i][round] = groups.get(i).seconds(turns.get(i));
        }
      }
      List<AllReduceFigure> figures = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        BenchmarkGroup group = groups.get(i);
        figures.add(new AllReduceFigure(worldSize, bytes, group.name(), group.peer(), seconds[i]));
      }
      out.accept(table.rows(figures));
      figures.stream().flatMap(figure -> AllReduceTable.csv(figure).stream()).forEach(csv);
    }
  }

  /** The turn that lasts as long as it should, once the code is compiled and memory mapped. */
  private BenchmarkTurn warmUp(BenchmarkGroup group, int worldSize, long bytes, double limit)
      throws IOException {
    long end = System.nanoTime() + (long) (limit * 1e9);
    BenchmarkTurn turn = new BenchmarkTurn(bytes, 1, 1);
    do {
      turn = BenchmarkTurn.lasting(turnSeconds, worldSize, bytes, group.seconds(turn));
    } while (System.nanoTime() < end);
    return turn;
  }
}
