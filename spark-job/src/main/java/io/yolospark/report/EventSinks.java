package io.yolospark.report;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every event to all sinks. Thread-safe: ranks report through several threads of the driver.
 *
 * <p>A sink that fails is logged and does not keep the others, or training, from going on: a file
 * system that is down for a minute must not cost a night of training. Sinks write what they missed
 * later; what is still missing at the end fails {@link #close}.
 */
public final class EventSinks implements EventSink {

  private static final Logger LOG = LoggerFactory.getLogger(EventSinks.class);

  private final List<EventSink> sinks;
  private boolean closed;

  public EventSinks(List<? extends EventSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  @Override
  public synchronized void accept(Event event) {
    if (closed) {
      // a straggler of a rank that was stopped
      LOG.debug("Ignored after the end: {}", event);
      return;
    }
    for (EventSink sink : sinks) {
      try {
        sink.accept(event);
      } catch (RuntimeException e) {
        LOG.error("Cannot report {}; going on", event, e);
      }
    }
  }

  /** Closes all sinks, then throws what the first failing one threw. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    RuntimeException failure = null;
    for (EventSink sink : sinks) {
      try {
        sink.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
