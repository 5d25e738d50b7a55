package io.yolospark.job;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of one contender; idle while another one has its turn. For one thread. */
final class BenchmarkGroup implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration TURN_LIMIT = Duration.ofMinutes(3);

  private final String name;
  private final boolean peer;
  private final int copies;
  private final List<LineProcess> ranks;

  private BenchmarkGroup(String name, BenchmarkContender contender, List<LineProcess> ranks) {
    this.name = name;
    peer = contender.peer();
    copies = contender.copies();
    this.ranks = List.copyOf(ranks);
  }

  /**
   * Starts the ranks and lets them join.
   *
   * @throws IOException saying which rank could not, and why
   */
  static BenchmarkGroup start(BenchmarkContender contender, int worldSize) throws IOException {
    List<LineProcess> ranks = new ArrayList<>();
    try {
      for (int rank = 0; rank < worldSize; rank++) {
        ranks.add(LineProcess.start(contender.command(rank)));
      }
      List<String> hellos = answers(ranks, START_LIMIT);
      for (int rank = 0; rank < worldSize; rank++) {
        ranks.get(rank).send(contender.join(rank, hellos));
      }
      answers(ranks, START_LIMIT);
      return new BenchmarkGroup(contender.name(hellos), contender, ranks);
    } catch (IOException e) {
      ranks.forEach(LineProcess::kill);
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** Whether others are measured against it. */
  boolean peer() {
    return peer;
  }

  /** The time of one operation of a turn on the slowest rank. */
  double seconds(BenchmarkTurn turn) throws IOException {
    try {
      for (LineProcess rank : ranks) {
        rank.send("%d %d %d".formatted(turn.bytes(), turn.batches(), turn.operations()));
      }
      double most = 0;
      for (String nanos : answers(ranks, TURN_LIMIT)) {
        most = Math.max(most, Long.parseLong(nanos) * 1e-9);
      }
      return most / turn.batches() / turn.operations();
    } catch (IOException e) {
      ranks.forEach(LineProcess::kill);
      throw new IOException(name + ", " + e.getMessage(), e);
    }
  }

  /** About what it holds of the machine's memory at a size, in bytes. */
  long memory(long bytes) {
    return bytes * copies * ranks.size();
  }

  private static List<String> answers(List<LineProcess> ranks, Duration limit) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int rank = 0; rank < ranks.size(); rank++) {
      try {
        answers.add(ranks.get(rank).answer(limit));
      } catch (IOException e) {
        throw new IOException("rank " + rank + ": " + e.getMessage(), e);
      }
    }
    return answers;
  }

  @Override
  public void close() {
    ranks.forEach(LineProcess::endInput);
    ranks.forEach(LineProcess::close);
  }
}
