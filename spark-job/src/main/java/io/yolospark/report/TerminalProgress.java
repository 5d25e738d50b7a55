package io.yolospark.report;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Progress on a terminal: one line that every step overwrites; epochs and notices stay. */
final class TerminalProgress implements EventSink {

  /** Back to the first column, and clear to the end: the line before may have been longer. */
  private static final String RESTART_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final LongSupplier nanoClock;
  private final RemainingTime remaining = new RemainingTime();
  private final RankMemory memory = new RankMemory();
  private boolean lineOpen;

  /**
   * @param nanoClock monotonic nanoseconds
   */
  TerminalProgress(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof StepProgress progress) {
      out.print(
          RESTART_LINE
              + ProgressText.step(progress, remaining.estimate(progress, nanoClock.getAsLong()))
              + memory.text());
      out.flush();
      lineOpen = true;
    } else if (event instanceof EpochResult result) {
      print(ProgressText.epoch(result) + memory.text());
    } else if (event instanceof Reading reading) {
      memory.accept(reading);
    } else if (event instanceof CheckpointWritten checkpoint) {
      print(ProgressText.checkpoint(checkpoint));
    } else if (event instanceof Notice notice) {
      print(ProgressText.notice(notice));
    }
  }

  @Override
  public void close() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  private void print(String line) {
    out.println(lineOpen ? RESTART_LINE + line : line);
    lineOpen = false;
  }
}
