package io.yolospark.collective;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring that forms sums, one at a time, as one of its members sees it: its streams and the memory
 * of each. For one thread.
 */
final class SumRing {

  /**
   * Floats of a message. Large for a system call, small enough that two messages stay in the
   * second-level cache (measured from 64 to 768 KB: fastest were 256 KB with two ranks, 192 KB with
   * four).
   */
  private static final int MESSAGE = 1 << 16;

  private final int place;
  private final int count;
  private final int chunk;
  private final Links links;
  private final List<RingLanes> streams = new ArrayList<>();
  private final List<Staging[]> slots = new ArrayList<>();

  /**
   * @param place this rank's in the ring
   * @param count ranks of the ring
   */
  SumRing(int place, int count, Links links) {
    this.place = place;
    this.count = count;
    this.links = links;
    chunk = Math.max(1, MESSAGE / steps() / Codec.MOST) * Codec.MOST;
  }

  /** Adds a stream, while the group forms: the same on all ranks. */
  void add(RingLanes lanes) {
    int words = (steps() + 1) * chunk;
    streams.add(lanes);
    slots.add(new Staging[] {Staging.allocate(words), Staging.allocate(words)});
  }

  private int steps() {
    return 2 * (count - 1);
  }

  /** A sum from position to limit, in place, yet to be run. */
  RingRun sum(FloatBuffer buffer, Wire wire, Operation operation) {
    RingSchedule whole = new RingSchedule(buffer.remaining(), place, count, chunk);
    List<StreamRun> runs = new ArrayList<>();
    for (RingSchedule part : whole.deal(streams.size())) {
      int stream = runs.size();
      Transfer transfer =
          new RingReduction(part, new Terms(buffer, wire), wire.codec(), slots.get(stream));
      runs.add(new StreamRun(links, operation, streams.get(stream), transfer));
    }
    return new RingRun(runs);
  }
}
