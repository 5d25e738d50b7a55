package io.yolospark.collective;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when an operation stands still, which ranks are missing, and when it goes on;
 * once for each stall. Only rank 0 can reach everyone: it asks, who is in an operation answers, and
 * it tells those who is missing. One thread uses it.
 */
final class StallWatch {

  private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

  /** How long rank 0 waits for answers, and the others for what it found. */
  private static final Duration ANSWERS = Duration.ofMillis(500);

  private static final Duration FINDING = ANSWERS.multipliedBy(3);

  private enum Phase {
    QUIET,
    ASKED,
    WARNED
  }

  private final int rank;
  private final List<Lane> hub;
  private final Duration patience;
  private final TreeSet<Integer> silent = new TreeSet<>();
  private Phase phase = Phase.QUIET;
  private Deadline quiet;
  private Deadline answers;
  private String finding = "";

  StallWatch(int rank, List<Lane> hub, Duration patience) {
    this.rank = rank;
    this.hub = hub;
    this.patience = patience;
  }

  /**
   * To be called before every sleep in an operation.
   *
   * @return how long to sleep at most before the next call, in milliseconds
   */
  long idle(Operation operation, Links.Awaited awaited) {
    if (quiet == null) {
      quiet = Deadline.after(patience);
    }
    if (phase == Phase.QUIET && quiet.expired()) {
      ask(operation);
    }
    if (phase == Phase.ASKED && (found() || answers.expired())) {
      warn(operation, awaited);
    }
    return switch (phase) {
      case QUIET -> quiet.remainingMillis();
      case ASKED -> answers.remainingMillis();
      case WARNED -> Long.MAX_VALUE;
    };
  }

  /** Something moved, or the operation is over. */
  void moved(Operation operation) {
    if (quiet == null) {
      return;
    }
    if (phase == Phase.WARNED) {
      LOG.info("rank {}: {} goes on after {}", rank, operation, quiet.elapsed());
    }
    forget();
  }

  /** The operation has failed, and its message says all. */
  void forget() {
    quiet = null;
    phase = Phase.QUIET;
    finding = "";
  }

  /** A peer says that it waits, in {@code current} or elsewhere, and perhaps for whom. */
  void hear(Lane lane, Frame frame, String text, Operation current) {
    if (frame.status() == Status.MISSING) {
      finding = frame.sequence() == current.sequence() ? text : "";
      return;
    }
    if (rank != 0) {
      tell(lane, current, Status.WAITING, "");
      return;
    }
    if (phase == Phase.QUIET && frame.sequence() == current.sequence()) {
      ask(current);
    }
    silent.remove(lane.peer());
    if (phase == Phase.WARNED) {
      tell(lane, current, Status.MISSING, missing());
    }
  }

  private void ask(Operation operation) {
    phase = Phase.ASKED;
    answers = Deadline.after(rank == 0 ? ANSWERS : FINDING);
    silent.clear();
    for (Lane lane : hub) {
      if (!lane.ended()) {
        tell(lane, operation, Status.WAITING, "");
        silent.add(lane.peer());
      }
    }
  }

  private boolean found() {
    return rank == 0 ? silent.isEmpty() : !finding.isEmpty();
  }

  /** What rank 0 knows from the answers. */
  private String missing() {
    return silent.isEmpty()
        ? "every rank is in an operation"
        : "missing " + silent + ": not in an operation, or without connection";
  }

  private void warn(Operation operation, Links.Awaited awaited) {
    phase = Phase.WARNED;
    if (rank == 0) {
      finding = missing();
      hub.stream()
          .filter(lane -> !lane.ended() && !silent.contains(lane.peer()))
          .forEach(lane -> tell(lane, operation, Status.MISSING, finding));
    } else if (finding.isEmpty()) {
      finding = "missing [0]: not in an operation, or without connection";
    }
    LOG.warn(
        "rank {}: {} stands still for {}: {}; waits for {}",
        rank,
        operation,
        quiet.elapsed(),
        finding,
        awaited.describe());
  }

  private static void tell(Lane lane, Operation operation, Status status, String text) {
    try {
      lane.enqueue(Frame.encode(operation, status, text));
      lane.flush();
    } catch (StepFailure lost) {
      // the operation meets it when it reads from there, where the peer's last word may lie
      LOG.debug("cannot reach rank {}: {}", lane.peer(), lost.getMessage());
    }
  }
}
