package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what lies behind a failed step. A broken connection or a late neighbour is often only
 * the last link of a chain; rank 0 has a lane with everyone, so the other ranks ask it, and it asks
 * everyone: ranks inside an operation answer at once, those that do not are the cause.
 */
final class Verdict {

  private static final Duration PATIENCE = Links.GRACE.multipliedBy(2);

  private final Links links;
  private final int rank;
  private final Operation operation;

  Verdict(Links links, int rank, Operation operation) {
    this.links = links;
    this.rank = rank;
    this.operation = operation;
  }

  /** The failure to raise and to report; waits a second or two for what other ranks know. */
  StepFailure on(StepFailure first) {
    if (first.origin() == Origin.FOUND || first.origin() == Origin.REPORTED) {
      return first;
    }
    if (links.hub().stream().anyMatch(lane -> lane.ended() && !lane.departed())) {
      return first;
    }
    links.ignoreRings();
    try {
      if (first.origin() == Origin.LOST) {
        return hear(first, Links.GRACE);
      }
      return rank == 0 ? inquire(first) : complain(first);
    } catch (StepFailure closedOrInterrupted) {
      return closedOrInterrupted;
    }
  }

  private StepFailure complain(StepFailure first) {
    tell(links.hub().get(0), first);
    StepFailure answer = hear(first, PATIENCE);
    return answer == first
        ? new StepFailure(Origin.FOUND, first.getMessage() + "; rank 0 does not answer")
        : answer;
  }

  private StepFailure hear(StepFailure first, Duration limit) {
    Deadline deadline = Deadline.after(limit);
    while (!deadline.expired()) {
      boolean open = false;
      for (Lane lane : links.hub()) {
        StepFailure answer = listen(lane);
        if (answer != null && answer.origin() != Origin.STALLED) {
          return answer;
        }
        open |= !lane.ended();
      }
      if (!open) {
        break;
      }
      links.select(deadline.remainingMillis());
    }
    return first;
  }

  private StepFailure inquire(StepFailure first) {
    Set<Lane> silent = new TreeSet<>((a, b) -> Integer.compare(a.peer(), b.peer()));
    List<StepFailure> answers = new ArrayList<>();
    silent.addAll(links.hub());
    silent.forEach(lane -> tell(lane, first));
    silent.removeIf(Lane::stalled);
    Deadline deadline = Deadline.after(Links.GRACE);
    while (!silent.isEmpty() && !deadline.expired()) {
      for (Lane lane : List.copyOf(silent)) {
        StepFailure answer = listen(lane);
        if (answer != null && answer.origin() == Origin.REPORTED) {
          return answer;
        }
        if (answer != null) {
          answers.add(answer);
        }
        if (answer != null || lane.held() != null) {
          silent.remove(lane);
        }
      }
      links.select(deadline.remainingMillis());
    }
    if (silent.isEmpty() || silent.size() == links.hub().size()) {
      return answers.isEmpty() ? first : answers.get(0);
    }
    List<Integer> ranks = silent.stream().map(Lane::peer).toList();
    return new StepFailure(
        Origin.FOUND,
        first.getMessage() + "; every rank is in an operation and answers, except rank " + ranks);
  }

  /** What a peer says about the failure, or null while it says nothing. */
  private StepFailure listen(Lane lane) {
    if (lane.opened()) {
      lane.ignore();
    }
    if (!lane.ended()) {
      try {
        links.frames().peek(lane, operation);
      } catch (StepFailure answer) {
        return answer;
      }
    }
    return null;
  }

  private void tell(Lane lane, StepFailure failure) {
    try {
      if (lane.flush()) {
        lane.enqueue(Frame.encode(operation, Status.STALLED, failure.report(rank, operation)));
        lane.flush();
      }
    } catch (StepFailure lost) {
      lane.ignore();
    }
  }
}
