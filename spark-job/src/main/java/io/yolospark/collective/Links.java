package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All connections of one rank and the one place where it waits. Every rank has a hub lane with rank
 * 0 (rank 0 with every other rank), lanes to the next rank and from the previous rank of a ring.
 * The hub lanes are watched during every operation: they carry the news that a rank has failed.
 */
final class Links {

  /** How long a rank waits for others to say what they know about a failure. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private final int rank;
  private final Selector selector;
  private final List<Lane> hub;
  private final List<RingLanes> rings = new ArrayList<>();
  private final Traffic traffic;
  private final StallWatch stalls;
  private volatile String failure = "";

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
    this.rank = rank;
    this.selector = selector;
    this.hub = List.copyOf(hub);
    rings.add(ring);
    this.traffic = traffic;
    this.stalls = stalls;
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

  /**
   * The next frame of a lane if it belongs to {@code current}; null while none is there or while it
   * belongs to a later operation of a peer that is ahead.
   */
  Frame peek(Lane lane, Operation current) {
    Frame frame = lane.peek();
    if (frame == null) {
      if (lane.ended() && !lane.departed() && hub.contains(lane)) {
        throw new StepFailure(Origin.LOST, "lost rank " + lane.peer() + ": connection closed");
      }
      return null;
    }
    switch (frame.status()) {
      case FAILED -> throw new StepFailure(Origin.REPORTED, hear(lane));
      case STALLED -> {
        lane.stall();
        throw new StepFailure(Origin.STALLED, hear(lane));
      }
      case WAITING, MISSING -> stalls.hear(lane, frame, hear(lane), current);
      case LEFT -> {
        lane.depart();
        if (frame.sequence() <= current.sequence()) {
          throw new StepFailure(
              Origin.FOUND, "rank " + lane.peer() + " has left the group before this operation");
        }
      }
      case OK -> {
        if (frame.sequence() > current.sequence()) {
          return null;
        }
        if (!frame.operation().equals(current)) {
          throw mismatch(lane, current);
        }
        return frame;
      }
    }
    return null;
  }

  /**
   * Opens the frame of {@code current} on a lane from which it must come next; false while it is
   * not there.
   */
  boolean open(Lane lane, Operation current) {
    if (!lane.opened()) {
      if (peek(lane, current) == null) {
        if (lane.departed()) {
          throw new StepFailure(Origin.FOUND, "rank " + lane.peer() + " has left the group");
        }
        if (lane.ended()) {
          throw new StepFailure(Origin.LOST, "lost rank " + lane.peer() + ": connection closed");
        }
        if (lane.held() != null) {
          throw mismatch(lane, current);
        }
        return false;
      }
      lane.open();
    }
    return true;
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
        peek(lane, current);
      }
    }
    for (RingLanes lanes : rings) {
      if (!lanes.previous().opened()) {
        peek(lanes.previous(), current);
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
    try {
      for (Lane lane : hub) {
        lane.updateInterest();
      }
      for (RingLanes lanes : rings) {
        lanes.next().updateInterest();
        lanes.previous().updateInterest();
      }
      if (millis > 0) {
        selector.select(millis);
      } else {
        selector.selectNow();
      }
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new StepFailure(Origin.FOUND, Lane.CLOSED_HERE, e);
    } catch (IOException e) {
      throw new StepFailure(Origin.FOUND, "waiting failed: " + e.getMessage(), e);
    }
    requireUninterrupted();
  }

  void requireUninterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new StepFailure(Origin.FOUND, "interrupted");
    }
    if (!failure.isEmpty()) {
      throw new StepFailure(Origin.FOUND, failure);
    }
  }

  /** Ends the operation in progress from another thread: this rank has failed elsewhere. */
  void fail(String reason) {
    failure = "failed: " + reason;
    selector.wakeup();
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
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of the frame just peeked. */
  private String hear(Lane lane) {
    Deadline deadline = Deadline.after(GRACE);
    lane.open();
    byte[] text = lane.pollPayload();
    while (text == null && !deadline.expired()) {
      select(deadline.remainingMillis());
      text = lane.pollPayload();
    }
    if (text == null) {
      throw new StepFailure(Origin.LOST, "lost rank " + lane.peer() + " while it reported");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private StepFailure mismatch(Lane lane, Operation current) {
    return new StepFailure(
        Origin.FOUND,
        String.format(
            "ranks disagree: rank %d is at %s but rank %d is at %s",
            rank, current, lane.peer(), lane.held().operation()));
  }
}
