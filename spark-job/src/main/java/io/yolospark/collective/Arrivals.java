package io.yolospark.collective;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls that a rank has taken while its group forms, or why there will be none. Thread-safe.
 */
final class Arrivals {

  private final int rank;
  private final FormationWatch watch;
  private final Map<Call, Connection> accepted = new HashMap<>();
  private final Set<Call> handedOut = new HashSet<>();
  private String lastRefusal = "";
  private String disagreement = "";
  private boolean ended;

  Arrivals(int rank, FormationWatch watch) {
    this.rank = rank;
    this.watch = watch;
  }

  /** The connections of all these callers; the receiver owns them from then on. */
  synchronized Map<Call, Connection> await(Set<Call> calls, Deadline deadline)
      throws InterruptedException {
    while (!accepted.keySet().containsAll(calls)) {
      if (!disagreement.isEmpty()) {
        throw disagreed(deadline);
      }
      if (ended) {
        throw new CollectiveException("rank " + rank + ": closed while the group formed");
      }
      if (deadline.expired()) {
        throw new CollectiveException(
            String.format(
                "rank %d: no call from rank %s after %s of forming the group%s",
                rank, missing(calls), deadline.elapsed(), lastRefusal));
      }
      wait(deadline.remainingMillis());
    }
    handedOut.addAll(calls);
    Map<Call, Connection> connections = new HashMap<>(accepted);
    connections.keySet().retainAll(calls);
    return connections;
  }

  private Set<Integer> missing(Set<Call> calls) {
    Set<Integer> ranks = new TreeSet<>();
    calls.stream().filter(call -> !accepted.containsKey(call)).forEach(c -> ranks.add(c.caller()));
    return ranks;
  }

  /** The connections of all callers so far that have proved themselves. */
  synchronized List<Connection> accepted() {
    return List.copyOf(accepted.values());
  }

  synchronized boolean has(Call call) {
    return accepted.containsKey(call);
  }

  synchronized void add(Connection connection) {
    accepted.put(connection.call(), connection);
    watch.arrived(connection.call());
    notifyAll();
  }

  /** A caller was refused, which may be a rank that is missing. */
  synchronized void refused(String address, String reason) {
    lastRefusal = String.format("; last refused: %s (%s)", address, reason);
  }

  /** Another rank of the run does not fit: there will be no group. */
  synchronized void disagree(String difference) {
    disagreement = difference;
    notifyAll();
  }

  /** The failure to raise instead of {@code other}, which may only be what followed from it. */
  synchronized CollectiveException causeOf(CollectiveException other, Deadline deadline) {
    return disagreement.isEmpty() ? other : disagreed(deadline);
  }

  private CollectiveException disagreed(Deadline deadline) {
    return new CollectiveException(
        String.format(
            "rank %d, after %s of forming the group: %s", rank, deadline.elapsed(), disagreement));
  }

  /** Nobody will call any more; returns the connections that nobody owns. Idempotent. */
  synchronized List<SocketChannel> end() {
    ended = true;
    notifyAll();
    List<SocketChannel> unused = new ArrayList<>();
    accepted.forEach(
        (call, connection) -> {
          if (!handedOut.contains(call)) {
            unused.add(connection.channel());
          }
        });
    return unused;
  }
}
