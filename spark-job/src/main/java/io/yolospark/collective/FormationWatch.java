package io.yolospark.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which ranks are missing where a group takes long to form, and when it has formed
 * after all; once. Thread-safe.
 */
final class FormationWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FormationWatch.class);

  private final int rank;
  private final int worldSize;
  private final Deadline patience;
  private final Set<Call> expected = new HashSet<>();
  private final Set<Call> arrived = new HashSet<>();
  private final Set<Call> unanswered = new HashSet<>();
  private boolean warned;

  FormationWatch(int rank, int worldSize, Duration patience) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.patience = Deadline.after(patience);
  }

  /** These have to be made by other ranks. */
  synchronized void expect(Set<Call> calls) {
    expected.addAll(calls);
  }

  /** Another rank has called; perhaps before that was expected. */
  synchronized void arrived(Call call) {
    arrived.add(call);
  }

  /** This rank makes a call. */
  synchronized void dials(Call call) {
    unanswered.add(call);
  }

  synchronized void answered(Call call) {
    unanswered.remove(call);
  }

  /** To be called now and then while the group forms. */
  synchronized void look() {
    if (warned || !patience.expired()) {
      return;
    }
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      warned = true;
      LOG.warn(
          "rank {} of {}: the group has not formed after {}: {}",
          rank,
          worldSize,
          patience.elapsed(),
          String.join(", ", missing));
    }
  }

  synchronized void formed() {
    if (warned) {
      LOG.info("rank {} of {}: the group has formed after {}", rank, worldSize, patience.elapsed());
    }
  }

  private List<String> missing() {
    Set<Integer> silent = new TreeSet<>();
    expected.stream().filter(call -> !arrived.contains(call)).forEach(c -> silent.add(c.caller()));
    List<String> missing = new ArrayList<>();
    if (!silent.isEmpty()) {
      missing.add("no call from rank " + silent);
    }
    unanswered.forEach(call -> missing.add("no answer from rank " + call.callee()));
    return missing;
  }
}
