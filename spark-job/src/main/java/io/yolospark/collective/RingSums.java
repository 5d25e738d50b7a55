package io.yolospark.collective;

import java.nio.FloatBuffer;

/** The sums of one rank of a ring, one at a time, and the memory they share. For one thread. */
final class RingSums {

  /**
   * Floats of a message. Large for a system call, small enough that two messages stay in the
   * second-level cache (measured from 64 to 768 KB: fastest were 256 KB with two ranks, 192 KB with
   * four).
   */
  private static final int MESSAGE = 1 << 16;

  private final int place;
  private final int count;
  private final int chunk;
  private final Staging[] slots;

  /**
   * @param place this rank's in the ring
   * @param count ranks of the ring
   */
  RingSums(int place, int count) {
    this.place = place;
    this.count = count;
    int steps = 2 * (count - 1);
    chunk = Math.max(1, MESSAGE / steps / Codec.MOST) * Codec.MOST;
    int words = (steps + 1) * chunk;
    slots = new Staging[] {Staging.allocate(words), Staging.allocate(words)};
  }

  /** A sum from position to limit, in place, yet to be run. */
  Ring.Transfer sum(FloatBuffer buffer, Wire wire) {
    RingSchedule schedule = new RingSchedule(buffer.remaining(), place, count, chunk);
    return new RingReduction(schedule, new Terms(buffer, wire), wire.codec(), slots);
  }
}
