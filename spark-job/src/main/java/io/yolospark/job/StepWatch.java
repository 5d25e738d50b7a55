package io.yolospark.job;

import io.yolospark.report.Event;
import io.yolospark.report.EventSink;
import io.yolospark.report.StepProgress;
import java.util.Optional;

/** How far the ranks have come. Thread-safe: the driver reads while ranks report. */
final class StepWatch implements EventSink {

  private final long before;
  private StepProgress last;

  /**
   * @param before steps that an earlier driver is known to have done
   */
  StepWatch(long before) {
    this.before = before;
  }

  @Override
  public synchronized void accept(Event event) {
    if (event instanceof StepProgress progress) {
      last = progress;
    }
  }

  /** The step done last; empty before the first. */
  synchronized Optional<StepProgress> last() {
    return Optional.ofNullable(last);
  }

  /** Steps done, over all epochs. */
  synchronized long done() {
    return last == null ? before : (long) last.epoch() * last.steps() + last.step() + 1;
  }

  /** The step done last, for people. */
  synchronized String place() {
    return last == null
        ? "before the first step"
        : "after step %d of epoch %d".formatted(last.step() + 1, last.epoch() + 1);
  }

  @Override
  public void close() {
    // nothing is held
  }
}
