package io.yolospark.collective;

import io.yolospark.collective.SharedMemory.Counter;
import java.nio.FloatBuffer;

/**
 * Hands a buffer from the leader of a host to its other ranks, chunk by chunk; the leader is ahead
 * of the slowest by as many chunks as there are slots.
 */
final class SharedPassage {

  private final Host host;
  private final FloatBuffer buffer;
  private final FloatBuffer slots;
  private final Traffic traffic;
  private final int chunk;
  private final long first;
  private final long end;
  private int ready;
  private long passed;

  /**
   * @param buffer the leader's is read, the others' are written, from position to limit
   * @param first number of chunks in all passages before
   */
  SharedPassage(Host host, FloatBuffer buffer, Traffic traffic, long first) {
    this.host = host;
    this.buffer = buffer;
    this.traffic = traffic;
    this.slots = host.memories().get(0).passage();
    this.chunk = SharedReduction.chunk(buffer.remaining());
    this.first = first;
    this.end = first + SharedReduction.chunks(buffer.remaining(), chunk);
    this.passed = first;
  }

  /** Number of chunks up to the end of this passage. */
  long end() {
    return end;
  }

  boolean done() {
    return passed == end;
  }

  /** On the leader: so many floats from the start may be handed on. */
  void release(int floats) {
    ready = floats;
  }

  /** Hands on or takes one chunk if the others are far enough; returns whether it did. */
  boolean advance() {
    if (done() || !(host.leads() ? canHand() : canTake())) {
      return false;
    }
    int offset = offset(passed);
    int count = Math.min(chunk, buffer.remaining() - offset);
    int slot = SharedMemory.slot(passed);
    if (host.leads()) {
      slots.put(slot, buffer, buffer.position() + offset, count);
      traffic.sent((long) count * Float.BYTES);
    } else {
      buffer.put(buffer.position() + offset, slots, slot, count);
      traffic.received((long) count * Float.BYTES);
    }
    host.own().count(Counter.PASSED, ++passed);
    return true;
  }

  /** The ranks that this one waits for. */
  String awaited() {
    return host.leads()
        ? host.behind(Counter.PASSED, passed - SharedMemory.SLOTS + 1)
        : "rank " + host.ranks().get(0);
  }

  private boolean canHand() {
    return Math.min(buffer.remaining(), offset(passed + 1)) <= ready
        && host.slowest(Counter.PASSED) > passed - SharedMemory.SLOTS;
  }

  private boolean canTake() {
    return host.memories().get(0).count(Counter.PASSED) > passed;
  }

  private int offset(long k) {
    return (int) Math.min(buffer.remaining(), (k - first) * chunk);
  }
}
