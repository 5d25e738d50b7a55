package io.yolospark.collective;

import io.yolospark.collective.SharedMemory.Counter;
import java.nio.FloatBuffer;

/**
 * Sums the buffers of the ranks of a host, chunk by chunk. Of each chunk every rank lays out the
 * terms that others sum, sums one part itself (in rank order, so that the result is the same on all
 * and in every run) and collects the other parts. A rank that waits for one chunk goes on with the
 * next as far as the slots allow.
 */
final class SharedReduction {

  /** Fewest chunks that a large buffer is cut into, so that the ranks' work overlaps. */
  private static final int PIECES = 16;

  private static final int LEAST_CHUNK = 1 << 12;

  /** Parts start at cache lines. */
  private static final int LINE = 16;

  private final Host host;
  private final FloatBuffer buffer;
  private final boolean collects;
  private final BlockSum sums;
  private final Traffic traffic;
  private final int chunk;
  private final long first;
  private final long end;
  private final FloatBuffer[] sources;
  private final int[] starts;
  private long supplied;
  private long reduced;
  private long released;

  /**
   * @param collects whether this rank is to get the sums into its buffer; otherwise it only helps
   * @param first number of chunks in all reductions before
   */
  SharedReduction(
      Host host, FloatBuffer buffer, boolean collects, BlockSum sums, Traffic traffic, long first) {
    this.host = host;
    this.buffer = buffer;
    this.collects = collects;
    this.sums = sums;
    this.traffic = traffic;
    this.chunk = chunk(buffer.remaining());
    this.first = first;
    this.end = first + chunks(buffer.remaining(), chunk);
    this.supplied = first;
    this.reduced = first;
    this.released = first;
    this.sources = new FloatBuffer[host.size()];
    this.starts = new int[host.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i == host.self() ? buffer : host.memories().get(i).terms();
    }
  }

  /** Floats of a chunk, for a number of floats; the same on all ranks. */
  static int chunk(int floats) {
    return Math.max(LEAST_CHUNK, Math.min(SharedMemory.CHUNK, (floats / PIECES + 1023) & ~1023));
  }

  static long chunks(int floats, int chunk) {
    return ((long) floats + chunk - 1) / chunk;
  }

  /** Number of chunks up to the end of this reduction. */
  long end() {
    return end;
  }

  boolean done() {
    return released == end;
  }

  /** Floats from the start whose sums this rank has, where it collects them. */
  int collected() {
    return (int) Math.min(buffer.remaining(), (released - first) * chunk);
  }

  /** Does one piece of work if the others are far enough; returns whether it did. */
  boolean advance() {
    if (released < reduced && (!collects || host.slowest(Counter.REDUCED) > released)) {
      if (collects) {
        collect(released);
      }
      host.own().count(Counter.RELEASED, ++released);
      return true;
    }
    if (reduced < supplied && host.slowest(Counter.SUPPLIED) > reduced) {
      reduce(reduced);
      host.own().count(Counter.REDUCED, ++reduced);
      return true;
    }
    if (supplied < end && host.slowest(Counter.RELEASED) > supplied - SharedMemory.SLOTS) {
      supply(supplied);
      host.own().count(Counter.SUPPLIED, ++supplied);
      return true;
    }
    return false;
  }

  /** The ranks that this one waits for. */
  String awaited() {
    if (released < reduced) {
      return host.behind(Counter.REDUCED, released + 1);
    }
    if (reduced < supplied) {
      return host.behind(Counter.SUPPLIED, reduced + 1);
    }
    return host.behind(Counter.RELEASED, supplied - SharedMemory.SLOTS + 1);
  }

  private void supply(long k) {
    FloatBuffer terms = host.own().terms();
    int slot = SharedMemory.slot(k);
    int before = boundary(k, host.self());
    int after = boundary(k, host.self() + 1);
    copy(buffer, place(k), terms, slot, before);
    copy(buffer, place(k) + after, terms, slot + after, length(k) - after);
    traffic.sent((long) (length(k) - after + before) * Float.BYTES);
  }

  private void reduce(long k) {
    int part = boundary(k, host.self());
    int count = boundary(k, host.self() + 1) - part;
    int slot = SharedMemory.slot(k) + part;
    int place = place(k) + part;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i == host.self() ? place : slot;
    }
    FloatBuffer shared = host.own().terms();
    traffic.received((long) count * (host.size() - 1) * Float.BYTES);
    traffic.sent((long) count * Float.BYTES);
    if (collects) {
      sums.sum(sources, starts, count, shared, slot, buffer, place);
    } else {
      sums.sum(sources, starts, count, shared, slot);
    }
  }

  private void collect(long k) {
    for (int i = 0; i < host.size(); i++) {
      if (i != host.self()) {
        int part = boundary(k, i);
        copy(
            host.memories().get(i).terms(),
            SharedMemory.slot(k) + part,
            buffer,
            place(k) + part,
            boundary(k, i + 1) - part);
        traffic.received((long) (boundary(k, i + 1) - part) * Float.BYTES);
      }
    }
  }

  private static void copy(FloatBuffer from, int start, FloatBuffer to, int target, int count) {
    to.put(target, from, start, count);
  }

  /** Index of a chunk in the buffer. */
  private int place(long k) {
    return buffer.position() + (int) (k - first) * chunk;
  }

  private int length(long k) {
    return Math.min(chunk, buffer.limit() - place(k));
  }

  /** Where the part of a chunk that a rank sums starts. */
  private int boundary(long k, int member) {
    int length = length(k);
    return member == host.size() ? length : (int) ((long) length * member / host.size()) & -LINE;
  }
}
