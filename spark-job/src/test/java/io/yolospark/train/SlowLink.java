package io.yolospark.train;

import io.yolospark.collective.Collective;
import io.yolospark.collective.DelegatingCollective;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A group whose large sums take at least as long as a link of a given rate needs for them. */
final class SlowLink extends DelegatingCollective {

  private final int megabits;

  /**
   * A slower view of {@code group}.
   *
   * @param megabits per second and direction; 0 for no limit
   */
  SlowLink(Collective group, int megabits) {
    super(group);
    this.megabits = megabits;
  }

  @Override
  public void allReduce(FloatBuffer buffer) {
    slow(buffer, group()::allReduce);
  }

  @Override
  public void allReduceExact(FloatBuffer buffer) {
    slow(buffer, group()::allReduceExact);
  }

  private void slow(FloatBuffer buffer, Consumer<FloatBuffer> sum) {
    // ranks enter at different times: the wire is busy from when the last one is there
    if (megabits > 0) {
      barrier();
    }
    long start = System.nanoTime();
    sum.accept(buffer);
    if (megabits > 0) {
      double bits = 2.0 * (worldSize() - 1) / worldSize() * buffer.remaining() * Float.SIZE;
      long end = start + (long) (bits / megabits * 1e3);
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
