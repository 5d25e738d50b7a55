package io.yolospark.collective;

import java.nio.FloatBuffer;

/** Sums over connections alone: buffers around the ring, small messages by way of rank 0. */
final class SocketReducer implements Reducer {

  /**
   * Most bytes of a buffer that goes by way of rank 0: two message times whatever the number of
   * ranks, where a ring takes 2(W-1).
   */
  private static final int FEW_BYTES = 1 << 14;

  private final int rank;
  private final Links links;
  private final SumRing ring;

  SocketReducer(int rank, Links links, SumRing ring) {
    this.rank = rank;
    this.links = links;
    this.ring = ring;
  }

  @Override
  public void sum(FloatBuffer buffer, Wire wire, Operation operation, Deadline deadline) {
    if (operation.bytes() > FEW_BYTES) {
      ring.sum(buffer, wire, operation).finish(links, operation, deadline);
      return;
    }
    Star star = new Star(links, operation, deadline);
    if (rank == 0) {
      for (byte[] terms : star.collect()) {
        Floats.add(buffer, terms);
      }
      star.send(links.hub(), Floats.encode(buffer));
    } else {
      star.send(links.hub().get(0), Floats.encode(buffer));
      Floats.decode(star.receive(links.hub().get(0)), buffer);
    }
  }

  @Override
  public void sum(double[] control, Operation operation, Deadline deadline) {
    Star star = new Star(links, operation, deadline);
    if (rank == 0) {
      for (byte[] terms : star.collect()) {
        Doubles.add(control, terms);
      }
      star.send(links.hub(), Doubles.encode(control));
    } else {
      star.send(links.hub().get(0), Doubles.encode(control));
      Doubles.decode(star.receive(links.hub().get(0)), control);
    }
  }

  @Override
  public void meet(Operation operation, Deadline deadline) {
    Star star = new Star(links, operation, deadline);
    if (rank == 0) {
      star.collect();
      star.send(links.hub(), new byte[0]);
    } else {
      star.send(links.hub().get(0), new byte[0]);
      star.receive(links.hub().get(0));
    }
  }
}
