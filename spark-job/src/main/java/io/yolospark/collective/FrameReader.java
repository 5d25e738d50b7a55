package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the next frames of a rank's lanes and tells whether they belong to its operation: those of
 * another end it, and so does the news that a rank has failed. For one thread.
 */
final class FrameReader {

  private final int rank;
  private final List<Lane> hub;
  private final Readiness readiness;
  private final StallWatch stalls;

  FrameReader(int rank, List<Lane> hub, Readiness readiness, StallWatch stalls) {
    this.rank = rank;
    this.hub = hub;
    this.readiness = readiness;
    this.stalls = stalls;
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

  /** The text of the frame just peeked. */
  private String hear(Lane lane) {
    Deadline deadline = Deadline.after(Links.GRACE);
    lane.open();
    byte[] text = lane.pollPayload();
    while (text == null && !deadline.expired()) {
      readiness.await(deadline.remainingMillis());
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
