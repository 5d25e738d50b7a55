package io.yolospark.collective;

import java.nio.FloatBuffer;

/** The leaders' way around the hosts, as one of them sees it. Not thread-safe. */
final class LeaderRing {

  private final int place;
  private final int hosts;
  private final Lane next;
  private final Lane previous;
  private final Staging out = Staging.allocate(SocketReducer.CHUNK);
  private final Staging in = Staging.allocate(SocketReducer.CHUNK);

  /**
   * @param place this leader's among the leaders
   */
  LeaderRing(int place, int hosts, Lane next, Lane previous) {
    this.place = place;
    this.hosts = hosts;
    this.next = next;
    this.previous = previous;
  }

  /** A sum over all leaders, yet to be run. */
  RingRun reduce(FloatBuffer buffer, Links links, Operation operation) {
    RingReduction reduction = new RingReduction(buffer, place, hosts, out, in);
    return new RingRun(links, operation, next, previous, reduction);
  }

  /** The leaders that this one waits for. */
  String neighbours() {
    return "rank " + previous.peer() + " or " + next.peer();
  }
}
