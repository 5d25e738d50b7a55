package io.yolospark.job;

import java.util.stream.IntStream;

/**
 * How one contender did at one size.
 *
 * @param seconds time of one operation, by round
 */
record AllReduceFigure(int ranks, long bytes, String contender, boolean peer, double[] seconds) {

  /** Bus bandwidth in GB/s (10^9): what each rank has to send, and to receive, by time. */
  double bandwidth(double time) {
    return bytes * 2.0 * (ranks - 1) / ranks / time * 1e-9;
  }

  double medianSeconds() {
    return Median.of(seconds);
  }

  /** How many times as fast as another, round by round, in ascending order. */
  double[] ratios(AllReduceFigure other) {
    return IntStream.range(0, seconds.length)
        .mapToDouble(i -> other.seconds[i] / seconds[i])
        .sorted()
        .toArray();
  }
}
