package io.yolospark.collective;

/** Runs one transfer around the ring: every rank sends to the next while it hears the previous. */
final class Ring {

  /** One rank's part of a transfer. */
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

  private final Links links;
  private final Operation operation;
  private final Deadline deadline;

  Ring(Links links, Operation operation, Deadline deadline) {
    this.links = links;
    this.operation = operation;
    this.deadline = deadline;
  }

  void run(Transfer transfer) {
    RingRun run = new RingRun(links, operation, links.next(), links.previous(), transfer);
    Pause pause = new Pause(links, operation, deadline, () -> describe(transfer));
    while (!run.done()) {
      pause.after(run.advance());
    }
    run.end();
  }

  private String describe(Transfer transfer) {
    String previous = "rank " + links.previous().peer() + " (to receive)";
    String next = "rank " + links.next().peer() + " (to send)";
    if (!transfer.receives()) {
      return next;
    }
    return transfer.sends() ? previous + " or " + next : previous;
  }
}
