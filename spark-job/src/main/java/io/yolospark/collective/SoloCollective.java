package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The group of one rank: every sum is its own term. */
final class SoloCollective implements Collective {

  private volatile boolean closed;

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int worldSize() {
    return 1;
  }

  @Override
  public void allReduce(FloatBuffer buffer) {
    requireOpen();
    Arguments.requireWritable(buffer);
  }

  @Override
  public void allReduce(double[] control) {
    requireOpen();
    Arguments.requireControl(control);
  }

  @Override
  public byte[][] allGather(byte[] payload) {
    requireOpen();
    return new byte[][] {payload.clone()};
  }

  @Override
  public byte[] broadcast(int root, byte[] payload) {
    requireOpen();
    Arguments.requireRoot(root, 1);
    Arguments.requirePayload(payload);
    return payload.clone();
  }

  @Override
  public void broadcast(int root, ByteBuffer buffer) {
    requireOpen();
    Arguments.requireRoot(root, 1);
  }

  @Override
  public void barrier() {
    requireOpen();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new CollectiveException("rank 0 of 1: the group is closed: closed by this rank");
    }
  }
}
