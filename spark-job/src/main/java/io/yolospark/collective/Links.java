package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All connections of one rank. Every rank has a hub lane with rank 0 (rank 0 with every other
 * rank), lanes to the next rank and from the previous rank of a ring. The hub lanes are watched
 * during every operation: they carry the news that a rank has failed.
 */
final class Links {

  /** How long a rank waits for others to say what they know about a failure. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private final List<Lane> hub;
  private final List<RingLanes> rings = new ArrayList<>();
  private final Traffic traffic;
  private final StallWatch stalls;
  private final Readiness readiness;
  private final FrameReader frames;

  /**
   * @param hub by peer rank, ascending; a single lane to rank 0 on the other ranks
   */
  Links(
      int rank,
      Selector selector,
      List<Lane> hub,
      RingLanes ring,
      Traffic traffic,
      StallWatch stalls) {
    this.hub = List.copyOf(hub);
    rings.add(ring);
    this.traffic = traffic;
    this.stalls = stalls;
    this.readiness = new Readiness(selector, this.hub, rings);
    this.frames = new FrameReader(rank, this.hub, readiness, stalls);
  }

  /** Adds another stream, or that of another ring, while the group forms. */
  void add(RingLanes lanes) {
    rings.add(lanes);
  }

  List<Lane> hub() {
    return hub;
  }

  /** The first stream around all ranks. */
  RingLanes ring() {
    return rings.get(0);
  }

  Traffic traffic() {
    return traffic;
  }

  StallWatch stalls() {
    return stalls;
  }

  FrameReader frames() {
    return frames;
  }

  /**
   * Waits until a connection is ready for what its lane waits for, and hears what other ranks
   * report.
   *
   * @param awaited what the operation waits for, in case the time limit ends it
   */
  void await(Operation current, Deadline deadline, Awaited awaited) {
    await(current, deadline, awaited, Long.MAX_VALUE);
  }

  /** The same, but returns after so many milliseconds at most; 0 only looks. */
  void await(Operation current, Deadline deadline, Awaited awaited, long most) {
    if (deadline.expired()) {
      String limit = Deadline.seconds(deadline.limit().toNanos());
      throw new StepFailure(
          Origin.STALLED, "no word from " + awaited.describe() + " within " + limit);
    }
    select(Math.min(most, Math.min(deadline.remainingMillis(), stalls.idle(current, awaited))));
    for (Lane lane : hub) {
      if (!lane.opened()) {
        frames.peek(lane, current);
      }
    }
    for (RingLanes lanes : rings) {
      if (!lanes.previous().opened()) {
        frames.peek(lanes.previous(), current);
      }
    }
  }

  /** Names what an operation waits for. */
  interface Awaited {
    String describe();
  }

  /** Waits for nothing from the rings any more. */
  void ignoreRings() {
    for (RingLanes lanes : rings) {
      lanes.next().ignore();
      lanes.previous().ignore();
    }
  }

  /** Waits until some lane is ready, at most this long; 0 only looks. */
  void select(long millis) {
    readiness.await(millis);
  }

  void requireUninterrupted() {
    readiness.requireUninterrupted();
  }

  /** Ends the operation in progress from another thread: this rank has failed elsewhere. */
  void fail(String reason) {
    readiness.fail(reason);
  }

  /** Sends a last frame to every rank this one has a hub lane with, as far as that is possible. */
  void lastWord(ByteBuffer frame) {
    for (Lane lane : hub) {
      lane.lastWord(frame.duplicate());
    }
  }

  /** Closes every connection. Idempotent; another thread that waits is woken and fails. */
  void close() {
    try {
      for (Lane lane : hub) {
        lane.close();
      }
      for (RingLanes lanes : rings) {
        lanes.next().close();
        lanes.previous().close();
      }
      readiness.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
