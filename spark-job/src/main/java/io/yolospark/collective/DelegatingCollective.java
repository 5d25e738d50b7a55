package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A group that does something else than another for gradients, and the same for all the rest. */
public abstract class DelegatingCollective implements Collective {

  private final Collective group;

  protected DelegatingCollective(Collective group) {
    this.group = group;
  }

  /** The group behind this one. */
  protected final Collective group() {
    return group;
  }

  @Override
  public final int rank() {
    return group.rank();
  }

  @Override
  public final int worldSize() {
    return group.worldSize();
  }

  @Override
  public void allReduceExact(FloatBuffer buffer) {
    group.allReduceExact(buffer);
  }

  @Override
  public final void allReduce(double[] control) {
    group.allReduce(control);
  }

  @Override
  public final byte[][] allGather(byte[] payload) {
    return group.allGather(payload);
  }

  @Override
  public final byte[] broadcast(int root, byte[] payload) {
    return group.broadcast(root, payload);
  }

  @Override
  public final void broadcast(int root, ByteBuffer buffer) {
    group.broadcast(root, buffer);
  }

  @Override
  public final void barrier() {
    group.barrier();
  }

  @Override
  public final void at(String place) {
    group.at(place);
  }

  /** {@inheritDoc} Then closes this group too. */
  @Override
  public final void abort(String reason) {
    group.abort(reason);
    close();
  }

  @Override
  public void close() {
    group.close();
  }
}
