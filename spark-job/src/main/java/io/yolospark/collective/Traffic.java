package io.yolospark.collective;

/**
 * Counts what one rank sends and receives, in bytes: over all its lanes, and what it lays out and
 * takes in shared memory. One thread uses it.
 */
final class Traffic {

  private long sent;
  private long received;

  void sent(long bytes) {
    sent += bytes;
  }

  void received(long bytes) {
    received += bytes;
  }

  /** What has been counted so far, to be asked again later. */
  Mark mark() {
    return new Mark(sent, received);
  }

  /** A point in the count. */
  record Mark(long sent, long received) {}

  /** What was moved since then, for messages. */
  String since(Mark mark) {
    return (sent - mark.sent) + " bytes sent, " + (received - mark.received) + " received";
  }
}
