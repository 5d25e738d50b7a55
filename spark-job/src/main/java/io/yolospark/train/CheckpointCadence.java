package io.yolospark.train;

import io.yolospark.config.CheckpointInterval;
import java.time.Duration;
import java.util.function.LongSupplier;

/** When the next checkpoint is due. Not thread-safe. */
final class CheckpointCadence {

  private final CheckpointInterval interval;
  private final LongSupplier nanoClock;
  private long last;

  /**
   * A cadence that begins now.
   *
   * @param nanoClock monotonic nanoseconds
   */
  CheckpointCadence(CheckpointInterval interval, LongSupplier nanoClock) {
    this.interval = interval;
    this.nanoClock = nanoClock;
    last = nanoClock.getAsLong();
  }

  /** Whether one is due within an epoch. */
  boolean isDue() {
    return interval.isDueAfter(Duration.ofNanos(nanoClock.getAsLong() - last));
  }

  /** Whether one is due at the end of an epoch, when so many are done. */
  boolean isDueAfter(int epochsDone) {
    return interval.isDueAfter(epochsDone) || isDue();
  }

  /** The state has been copied. */
  void taken() {
    last = nanoClock.getAsLong();
  }
}
