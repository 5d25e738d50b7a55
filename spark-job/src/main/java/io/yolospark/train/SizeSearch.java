package io.yolospark.train;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * Finds the largest batch that fits, with few trials: memory grows along a line in the batch, so
 * two trials tell where to look. Sizes far above what is known to fit are never tried, because a
 * process that goes over a cgroup's limit is killed.
 */
final class SizeSearch {

  /** A size is tried only up to this many times the largest that was seen to fit. */
  private static final int STRIDE = 8;

  private static final int MOST_TRIALS = 12;

  private final IntToDoubleFunction trial;
  private final double allowed;
  private final TreeMap<Integer, Double> fitting = new TreeMap<>();
  private int least = Integer.MAX_VALUE;

  /**
   * A search.
   *
   * @param trial part of the limit that a size uses, the largest of all ranks; infinite where
   *     memory ended
   * @param allowed part of the limit that may be used
   */
  SizeSearch(IntToDoubleFunction trial, double allowed) {
    this.trial = trial;
    this.allowed = allowed;
  }

  /** The largest size from 1 to {@code most} that fits; 0 if even one image does not. */
  int largest(int most) {
    int next = 1;
    for (int trials = 0; next > 0 && trials < MOST_TRIALS; trials++) {
      double use = trial.applyAsDouble(next);
      if (use <= allowed) {
        fitting.put(next, use);
      } else {
        least = next;
      }
      next = next(most);
    }
    return fitting.isEmpty() ? 0 : fitting.lastKey();
  }

  /** The next size to try; 0 if there is none between what fits and what does not. */
  private int next(int most) {
    if (fitting.isEmpty()) {
      return 0;
    }
    int best = fitting.lastKey();
    int open = Math.min(most, least - 1);
    if (best >= open) {
      return 0;
    }
    Map.Entry<Integer, Double> before = fitting.lowerEntry(best);
    int guess = before == null ? 2 * best : predicted(before, fitting.lastEntry());
    if (least != Integer.MAX_VALUE && (guess <= best || guess >= least)) {
      // the line was wrong: halve what is left
      guess = best + (least - best) / 2;
    }
    return Math.max(best + 1, Math.min(Math.min(guess, STRIDE * best), open));
  }

  private int predicted(Map.Entry<Integer, Double> low, Map.Entry<Integer, Double> high) {
    int images = high.getKey() - low.getKey();
    double slope = (high.getValue() - low.getValue()) / images;
    if (slope <= 0) {
      return STRIDE * high.getKey();
    }
    double more = (allowed - high.getValue()) / slope;
    return high.getKey() + (int) Math.min(more, 1 << 30);
  }
}
