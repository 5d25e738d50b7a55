package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import io.yolospark.config.AllReduceConfig;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A group of two or more ranks, connected by TCP; sums may take another way. The calling thread
 * does all the work; {@link #close} may be called from any thread, and ends an operation in
 * progress on every rank.
 */
final class SocketCollective implements Collective {

  private static final int LONGEST_REASON = 1000;

  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  private interface Step<T> {
    T run(Operation operation, Deadline deadline);
  }

  private final int rank;
  private final int worldSize;
  private final Links links;
  private final Duration timeout;
  private final Reducer reducer;
  private final Wires wires;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile String end = "closed by this rank";
  private volatile String place = "";
  private volatile long sequence;

  /**
   * @param sequence the number before that of the first operation
   */
  SocketCollective(
      int rank,
      int worldSize,
      Links links,
      AllReduceConfig settings,
      Reducer reducer,
      long sequence) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.links = links;
    this.timeout = settings.timeout();
    this.wires = new Wires(settings);
    this.reducer = reducer;
    this.sequence = sequence;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int worldSize() {
    return worldSize;
  }

  @Override
  public void allReduce(FloatBuffer buffer) {
    sum(OperationKind.ALL_REDUCE, buffer, wires.rounded());
  }

  @Override
  public void allReduce(String part, FloatBuffer buffer) {
    sum(OperationKind.ALL_REDUCE, buffer, wires.rounded(part, buffer.remaining()));
  }

  @Override
  public void allReduceExact(FloatBuffer buffer) {
    sum(OperationKind.EXACT_ALL_REDUCE, buffer, wires.exact());
  }

  private void sum(OperationKind kind, FloatBuffer buffer, Wire wire) {
    Arguments.requireWritable(buffer);
    run(
        kind,
        (long) buffer.remaining() * Float.BYTES,
        Operation.NO_ROOT,
        (operation, deadline) -> {
          reducer.sum(buffer, wire, operation, deadline);
          return null;
        });
  }

  @Override
  public void allReduce(double[] control) {
    Arguments.requireControl(control);
    run(
        OperationKind.CONTROL,
        (long) control.length * Double.BYTES,
        Operation.NO_ROOT,
        (operation, deadline) -> {
          reducer.sum(control, operation, deadline);
          return null;
        });
  }

  @Override
  public byte[][] allGather(byte[] payload) {
    return run(
        OperationKind.ALL_GATHER,
        Operation.ANY_SIZE,
        Operation.NO_ROOT,
        (operation, deadline) -> {
          Star star = new Star(links, operation, deadline);
          if (rank == 0) {
            byte[][] payloads = Payloads.prepend(payload.clone(), star.collect());
            star.send(links.hub(), Payloads.join(payloads));
            return payloads;
          }
          star.send(hub(), payload);
          return Payloads.split(star.receive(hub()), worldSize);
        });
  }

  @Override
  public byte[] broadcast(int root, byte[] payload) {
    Arguments.requireRoot(root, worldSize);
    if (rank == root) {
      Arguments.requirePayload(payload);
    }
    return run(
        OperationKind.BROADCAST,
        Operation.ANY_SIZE,
        root,
        (operation, deadline) -> {
          Star star = new Star(links, operation, deadline);
          if (rank == 0) {
            byte[] bytes = root == 0 ? payload.clone() : star.receive(links.hub().get(root - 1));
            star.send(links.hub().stream().filter(lane -> lane.peer() != root).toList(), bytes);
            return bytes;
          }
          if (rank == root) {
            star.send(hub(), payload);
            return payload.clone();
          }
          return star.receive(hub());
        });
  }

  @Override
  public void broadcast(int root, ByteBuffer buffer) {
    Arguments.requireRoot(root, worldSize);
    if (rank != root) {
      Arguments.requireWritable(buffer);
    }
    run(
        OperationKind.BROADCAST_BUFFER,
        buffer.remaining(),
        root,
        (operation, deadline) -> {
          RingBroadcast transfer = new RingBroadcast(buffer, rank, worldSize, root);
          new RingRun(List.of(new StreamRun(links, operation, links.ring(), transfer)))
              .finish(links, operation, deadline);
          return null;
        });
  }

  @Override
  public void barrier() {
    run(
        OperationKind.BARRIER,
        0,
        Operation.NO_ROOT,
        (operation, deadline) -> {
          reducer.meet(operation, deadline);
          return null;
        });
  }

  @Override
  public void at(String here) {
    place = here;
  }

  @Override
  public void abort(String reason) {
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

  @Override
  public void close() {
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

  private Lane hub() {
    return links.hub().get(0);
  }

  private <T> T run(OperationKind kind, long bytes, int root, Step<T> step) {
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
        throw new StepFailure(Origin.FOUND, Lane.CLOSED_HERE);
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
}
