package io.yolospark.collective;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connects one rank with others while the group forms: calls some and is called by others. */
final class Connector {

  private final List<String> addresses;
  private final Dialer dialer;
  private final Arrivals arrivals;
  private final FormationWatch watch;
  private final Deadline deadline;
  private final Map<Call, Connection> connections = new HashMap<>();

  /**
   * @param addresses by rank
   */
  Connector(
      List<String> addresses,
      Dialer dialer,
      Arrivals arrivals,
      FormationWatch watch,
      Deadline deadline) {
    this.addresses = addresses;
    this.dialer = dialer;
    this.arrivals = arrivals;
    this.watch = watch;
    this.deadline = deadline;
  }

  /** Returns once all of these are connections. */
  void connect(List<Call> calls, Set<Call> expected) throws InterruptedException {
    watch.expect(expected);
    for (Call call : calls) {
      watch.dials(call);
      connections.put(call, dialer.call(call, addresses.get(call.callee())));
      watch.answered(call);
    }
    connections.putAll(arrivals.await(expected, deadline));
  }

  /** A connection that was made. */
  Connection get(Call call) {
    return connections.get(call);
  }

  void closeAll() {
    connections.values().forEach(made -> Reception.closeQuietly(made.channel()));
  }
}
