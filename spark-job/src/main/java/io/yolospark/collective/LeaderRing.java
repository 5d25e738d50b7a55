package io.yolospark.collective;

import java.nio.FloatBuffer;

/** The leaders' way around the hosts, as one of them sees it. Not thread-safe. */
final class LeaderRing {

  private final Lane next;
  private final Lane previous;
  private final RingSums sums;

  /**
   * @param place this leader's among the leaders
   */
  LeaderRing(int place, int hosts, Lane next, Lane previous) {
    this.next = next;
    this.previous = previous;
    this.sums = new RingSums(place, hosts);
  }

  /** A sum over all leaders, yet to be run. */
  RingRun reduce(FloatBuffer buffer, Wire wire, Links links, Operation operation) {
    return new RingRun(links, operation, next, previous, sums.sum(buffer, wire));
  }

  /** The leaders that this one waits for. */
  String neighbours() {
    return "rank " + previous.peer() + " or " + next.peer();
  }
}
