package io.yolospark.train;

import io.yolospark.collective.Collective;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.LockSupport;

/** A group whose large sums take at least as long as a link of a given rate needs for them. */
final class SlowLink implements Collective {

  private final Collective group;
  private final int megabits;

  /**
   * A slower view of {@code group}.
   *
   * @param megabits per second and direction; 0 for no limit
   */
  SlowLink(Collective group, int megabits) {
    this.group = group;
    this.megabits = megabits;
  }

  @Override
  public int rank() {
    return group.rank();
  }

  @Override
  public int worldSize() {
    return group.worldSize();
  }

  @Override
  public void allReduce(FloatBuffer buffer) {
    // ranks enter at different times: the wire is busy from when the last one is there
    if (megabits > 0) {
      group.barrier();
    }
    long start = System.nanoTime();
    group.allReduce(buffer);
    if (megabits > 0) {
      double bits = 2.0 * (worldSize() - 1) / worldSize() * buffer.remaining() * Float.SIZE;
      long end = start + (long) (bits / megabits * 1e3);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public void allReduce(double[] control) {
    group.allReduce(control);
  }

  @Override
  public byte[][] allGather(byte[] payload) {
    return group.allGather(payload);
  }

  @Override
  public byte[] broadcast(int root, byte[] payload) {
    return group.broadcast(root, payload);
  }

  @Override
  public void broadcast(int root, ByteBuffer buffer) {
    group.broadcast(root, buffer);
  }

  @Override
  public void barrier() {
    group.barrier();
  }

  @Override
  public void close() {
    group.close();
  }
}
