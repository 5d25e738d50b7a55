package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A group of two or more ranks, connected by TCP; sums may take another way. The calling thread
 * does all the work; {@link #close} may be called from any thread, and ends an operation in
 * progress on every rank.
 */
final class SocketCollective implements Collective {

  private final int rank;
  private final int worldSize;
  private final Links links;
  private final Reducer reducer;
  private final Wires wires;
  private final OperationRunner runner;

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
    this.wires = new Wires(settings);
    this.reducer = reducer;
    this.runner = new OperationRunner(rank, worldSize, links, settings.timeout(), sequence);
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
    runner.run(
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
    runner.run(
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
    return runner.run(
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
    return runner.run(
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
    runner.run(
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
    runner.run(
        OperationKind.BARRIER,
        0,
        Operation.NO_ROOT,
        (operation, deadline) -> {
          reducer.meet(operation, deadline);
          return null;
        });
  }

  @Override
  public void at(String place) {
    runner.at(place);
  }

  @Override
  public void abort(String reason) {
    runner.abort(reason);
  }

  @Override
  public void close() {
    runner.close();
  }

  private Lane hub() {
    return links.hub().get(0);
  }
}
