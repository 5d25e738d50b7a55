package io.yolospark.collective;

/** One transfer of one rank on one stream of a ring, in steps that do not wait. */
final class StreamRun {

  private final Links links;
  private final Operation operation;
  private final Lane next;
  private final Lane previous;
  private final Transfer transfer;

  /** Announces the transfer to the next rank, if it has something for it. */
  StreamRun(Links links, Operation operation, RingLanes lanes, Transfer transfer) {
    this.links = links;
    this.operation = operation;
    this.next = lanes.next();
    this.previous = lanes.previous();
    this.transfer = transfer;
    if (transfer.sends()) {
      next.enqueue(Frame.header(operation));
    }
  }

  boolean done() {
    return !transfer.sends() && !transfer.receives();
  }

  /** Sends and receives what is possible at once; returns whether anything moved. */
  boolean advance() {
    boolean progress = false;
    if (transfer.sends() && next.flush()) {
      progress = transfer.send(next);
    }
    if (accepts() && links.frames().open(previous, operation)) {
      progress |= transfer.receive(previous);
    }
    previous.wants(accepts());
    return progress;
  }

  private boolean accepts() {
    return transfer.receives() && transfer.accepts();
  }

  /** Goes back to between transfers. */
  void end() {
    previous.wants(true);
    if (previous.opened()) {
      previous.release();
    }
  }

  /** The ranks that this one waits for. */
  String awaited() {
    String receive = "rank " + previous.peer() + " (to receive)";
    String send = "rank " + next.peer() + " (to send)";
    if (!transfer.receives()) {
      return send;
    }
    return transfer.sends() ? receive + " or " + send : receive;
  }
}
