package io.yolospark.job;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the driver, beside the training of a rank, whether the ranks are to stop. A driver that does
 * not answer has not said so. Thread-safe.
 */
final class StopPoll implements BooleanSupplier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StopPoll.class);
  private static final Duration PERIOD = Duration.ofMillis(300);

  private final Thread thread = new Thread(this::poll, "stop poll");
  private volatile boolean stops;

  /** One rank asks; the others learn from it. */
  StopPoll(int rank) {
    if (rank == 0) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Whether the driver has said so. */
  @Override
  public boolean getAsBoolean() {
    return stops;
  }

  private void poll() {
    try {
      while (!stops) {
        Thread.sleep(PERIOD.toMillis());
        stops = ask();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private static boolean ask() throws InterruptedException {
    try {
      return Boolean.TRUE.equals(RankEvents.deliver(RankMessage.Kind.STOP, null));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.debug("The driver did not say whether to stop", e);
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
