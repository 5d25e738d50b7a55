package io.yolospark.collective;

import java.nio.FloatBuffer;

/**
 * A leader's part of a sum over hosts, window by window: while one window goes round the leaders,
 * the host sums the next ones and shares those that are done.
 */
final class LeaderReduction {

  /** Floats of a window: many chunks, so that the ring is busy; few, so that the host overlaps. */
  private static final int WINDOW = 1 << 20;

  private final FloatBuffer buffer;
  private final Wire wire;
  private final SharedReduction reduction;
  private final SharedPassage passage;
  private final SumRing ring;
  private final Links links;
  private int crossed;
  private RingRun window;

  LeaderReduction(
      FloatBuffer buffer,
      Wire wire,
      SharedReduction reduction,
      SharedPassage passage,
      SumRing ring,
      Links links) {
    this.buffer = buffer;
    this.wire = wire;
    this.reduction = reduction;
    this.passage = passage;
    this.ring = ring;
    this.links = links;
  }

  void run(Operation operation, Deadline deadline) {
    SharedPause pause = SharedPause.onBoth(links, operation, deadline, this::awaited);
    while (!passage.done()) {
      boolean moved = reduction.advance();
      moved |= cross(operation);
      pause.after(passage.advance() || moved);
    }
  }

  /** Moves the window that is on its way, or sends the next; returns whether anything happened. */
  private boolean cross(Operation operation) {
    int end = Math.min(buffer.remaining(), crossed + WINDOW);
    if (window == null) {
      if (end == crossed || reduction.collected() < end) {
        return false;
      }
      int start = buffer.position();
      FloatBuffer part = buffer.duplicate().limit(start + end).position(start + crossed);
      window = ring.sum(part, wire.from(crossed), operation);
    }
    if (!window.done()) {
      return window.advance();
    }
    window.end();
    window = null;
    crossed = end;
    passage.release(crossed);
    return true;
  }

  private String awaited() {
    if (window != null) {
      return window.awaited();
    }
    return reduction.done() ? passage.awaited() : reduction.awaited();
  }
}
