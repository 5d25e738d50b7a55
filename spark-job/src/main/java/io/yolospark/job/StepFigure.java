package io.yolospark.job;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How one contender did in one case.
 *
 * @param rounds for each round the seconds of the phases, and then the most bytes in memory so far
 */
record StepFigure(StepCase step, String contender, boolean peer, double[][] rounds) {

  static final int PHASES = 5;

  /** Seconds of the whole step in a round. */
  double seconds(int round) {
    return Arrays.stream(rounds[round], 0, PHASES).sum();
  }

  double medianSeconds() {
    return Median.of(IntStream.range(0, rounds.length).mapToDouble(this::seconds).toArray());
  }

  double medianSeconds(int phase) {
    return Median.of(Arrays.stream(rounds).mapToDouble(round -> round[phase]).toArray());
  }

  long peak() {
    return (long) rounds[rounds.length - 1][PHASES];
  }

  /** How many times as fast as another, round by round, in ascending order. */
  double[] ratios(StepFigure other) {
    return IntStream.range(0, rounds.length)
        .mapToDouble(round -> other.seconds(round) / seconds(round))
        .sorted()
        .toArray();
  }
}
