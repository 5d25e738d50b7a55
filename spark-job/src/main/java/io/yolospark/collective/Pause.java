package io.yolospark.collective;

/**
 * Decides how an operation waits: a few more looks first, because most waits are shorter than a
 * sleep, then asleep until a connection is ready.
 */
final class Pause {

  private static final int LOOKS = 4;

  private final Links links;
  private final Operation operation;
  private final Deadline deadline;
  private final Links.Awaited awaited;
  private int idle;

  Pause(Links links, Operation operation, Deadline deadline, Links.Awaited awaited) {
    this.links = links;
    this.operation = operation;
    this.deadline = deadline;
    this.awaited = awaited;
  }

  /** To be called after every look at the connections, with whether anything moved. */
  void after(boolean progress) {
    if (progress) {
      if (idle >= LOOKS) {
        links.stalls().moved(operation);
      }
      idle = 0;
    } else if (++idle < LOOKS) {
      Thread.onSpinWait();
    } else {
      links.await(operation, deadline, awaited);
    }
  }
}
