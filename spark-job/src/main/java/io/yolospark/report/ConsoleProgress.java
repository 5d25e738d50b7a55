package io.yolospark.report;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Progress for whoever watches the driver. */
public final class ConsoleProgress {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleProgress.class);

  private ConsoleProgress() {}

  /**
   * On a terminal, a line that every step updates, on standard error, because standard output is
   * for results; elsewhere a log line an epoch.
   */
  @SuppressWarnings("SystemConsoleNull") // differs from JDK 22 on; Spark 3.5 runs on 17 at most
  public static EventSink open() {
    return System.console() == null
        ? new LogProgress(LOG::info, LOG::warn)
        : new TerminalProgress(System.err, System::nanoTime);
  }
}
