package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs the operations of one rank, one at a time, until one fails or the rank leaves. The calling
 * thread does all the work; {@link #close} and {@link #abort} may come from any thread.
 */
final class OperationRunner {

  private static final int LONGEST_REASON = 1000;

  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  /** One rank's part of an operation. */
  interface Step<T> {
    T run(Operation operation, Deadline deadline);
  }

  private final int rank;
  private final int worldSize;
  private final Links links;
  private final Duration timeout;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile String end = "closed by this rank";
  private volatile String place = "";
  private volatile long sequence;

  /**
   * @param timeout of each operation
   * @param sequence the number before that of the first operation
   */
  OperationRunner(int rank, int worldSize, Links links, Duration timeout, long sequence) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.links = links;
    this.timeout = timeout;
    this.sequence = sequence;
  }

  /** Runs the next operation; a failure ends the group. */
  <T> T run(OperationKind kind, long bytes, int root, Step<T> step) {
    if (!state.compareAndSet(State.IDLE, State.BUSY)) {
      if (state.get() == State.BUSY) {
        throw new IllegalStateException("Cannot run " + kind + ": another thread is in the group");
      }
      throw new CollectiveException(
          String.format(
              "rank %d of %d%s, %s: the group is closed: %s", rank, worldSize, place(), kind, end));
    }
    Operation operation = new Operation(kind, sequence + 1, bytes, root);
    Deadline deadline = Deadline.after(timeout);
    Traffic.Mark before = links.traffic().mark();
    boolean whole = false;
    try {
      T result = step.run(operation, deadline);
      sequence = operation.sequence();
      links.stalls().moved(operation);
      if (!state.compareAndSet(State.BUSY, State.IDLE)) {
        throw new StepFailure(Origin.FOUND, PeerChannel.CLOSED_HERE);
      }
      whole = true;
      return result;
    } catch (StepFailure e) {
      throw failed(operation, deadline, before, e);
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private CollectiveException failed(
      Operation operation, Deadline deadline, Traffic.Mark before, StepFailure first) {
    links.stalls().forget();
    StepFailure failure = new Verdict(links, rank, operation).on(first);
    String message =
        String.format(
            "rank %d of %d%s, %s, after %s and %s: %s",
            rank,
            worldSize,
            place(),
            operation,
            deadline.elapsed(),
            links.traffic().since(before),
            failure.getMessage());
    end = message;
    links.lastWord(Frame.encode(operation, Status.FAILED, failure.report(rank, operation)));
    return new CollectiveException(message, first.getCause());
  }

  /** Says what this rank is about to do, for the messages of failures. */
  void at(String here) {
    place = here;
  }

  /** Leaves the group because this rank has failed elsewhere. */
  void abort(String reason) {
    String text = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    if (state.get() == State.BUSY) {
      // its thread says so to the others: two threads must not write to one connection
      links.fail(text);
      awaitEnd();
    }
    leave(
        Status.FAILED,
        String.format(
            "rank %d%s has failed after operation #%d: %s", rank, place(), sequence, text));
  }

  /** Leaves the group. Idempotent. */
  void close() {
    leave(Status.LEFT, "");
  }

  private void leave(Status status, String reason) {
    State before = state.getAndSet(State.CLOSED);
    if (before == State.IDLE) {
      Operation missed =
          new Operation(OperationKind.NONE, sequence + 1, Operation.ANY_SIZE, Operation.NO_ROOT);
      links.lastWord(Frame.encode(missed, status, reason));
    }
    if (before != State.CLOSED) {
      links.close();
    }
  }

  /** Returns once the operation in progress has failed, or at least is over. */
  private void awaitEnd() {
    Deadline deadline = Deadline.after(Links.GRACE);
    try {
      while (state.get() == State.BUSY && !deadline.expired()) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String place() {
    return place.isEmpty() ? "" : " at " + place;
  }
}
