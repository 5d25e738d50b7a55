package io.yolospark.report;

/**
 * Receives the events of a run on the driver, in order. One thread at a time; {@link EventSinks}
 * sees to that.
 */
public interface EventSink extends AutoCloseable {

  /**
   * Takes one event; those that do not concern the sink are ignored.
   *
   * @throws java.io.UncheckedIOException if a file cannot be written; the sink stays usable and
   *     writes what is missing with the next event or at {@link #close}
   */
  void accept(Event event);

  /** Ends the sink. Nothing is accepted afterwards. */
  @Override
  void close();
}
