package io.yolospark.report;

import java.util.function.Consumer;

/** Progress in a log: one line an epoch, and the notices. */
final class LogProgress implements EventSink {

  private final Consumer<String> info;
  private final Consumer<String> warn;
  private final RankMemory memory = new RankMemory();

  LogProgress(Consumer<String> info, Consumer<String> warn) {
    this.info = info;
    this.warn = warn;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof EpochResult result) {
      info.accept(ProgressText.epoch(result) + memory.text());
    } else if (event instanceof Reading reading) {
      memory.accept(reading);
    } else if (event instanceof CheckpointWritten checkpoint) {
      info.accept(ProgressText.checkpoint(checkpoint));
    } else if (event instanceof Notice notice) {
      warn.accept(ProgressText.notice(notice));
    }
  }

  @Override
  public void close() {
    // the log outlives the run
  }
}
