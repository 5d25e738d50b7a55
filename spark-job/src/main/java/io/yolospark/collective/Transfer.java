package io.yolospark.collective;

/**
 * One rank's part of what goes around a ring: it sends to the next rank while it hears the last.
 */
interface Transfer {

  /** Whether this rank still has something to send, now or later. */
  boolean sends();

  /** Whether this rank still has something to receive. */
  boolean receives();

  /** Whether there is room for what is to be received. */
  default boolean accepts() {
    return true;
  }

  /** Sends what is ready and fits; returns whether anything moved. */
  boolean send(Lane next);

  /** Receives and uses what is there; returns whether anything moved. */
  boolean receive(Lane previous);
}
