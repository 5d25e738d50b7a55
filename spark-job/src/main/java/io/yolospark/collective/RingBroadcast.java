package io.yolospark.collective;

import java.nio.ByteBuffer;

/** Sends the root's buffer round the ring; every rank passes on what it has while more arrives. */
final class RingBroadcast implements Transfer {

  private final ByteBuffer incoming;
  private final ByteBuffer outgoing;
  private final boolean last;
  private final int end;

  RingBroadcast(ByteBuffer buffer, int rank, int world, int root) {
    this.incoming = buffer.duplicate();
    this.outgoing = buffer.duplicate();
    this.end = buffer.limit();
    this.last = (rank + 1) % world == root;
    if (rank == root) {
      incoming.position(end);
    }
  }

  @Override
  public boolean sends() {
    return !last && outgoing.position() < end;
  }

  @Override
  public boolean receives() {
    return incoming.hasRemaining();
  }

  @Override
  public boolean send(Lane next) {
    outgoing.limit(incoming.position());
    return outgoing.hasRemaining() && next.write(outgoing) > 0;
  }

  @Override
  public boolean receive(Lane previous) {
    return previous.read(incoming) > 0;
  }
}
