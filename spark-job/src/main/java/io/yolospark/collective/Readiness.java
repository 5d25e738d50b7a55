package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.util.List;

/**
 * The one place where a rank waits for its connections. For one thread; {@link #fail} and {@link
 * #close} may come from another, and end a wait.
 */
final class Readiness {

  private final Selector selector;
  private final List<Lane> hub;
  private final List<RingLanes> rings;
  private volatile String failure = "";

  /**
   * @param rings may become more while nothing waits
   */
  Readiness(Selector selector, List<Lane> hub, List<RingLanes> rings) {
    this.selector = selector;
    this.hub = hub;
    this.rings = rings;
  }

  /** Waits until some lane is ready, at most this long; 0 only looks. */
  void await(long millis) {
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
      throw new StepFailure(Origin.FOUND, PeerChannel.CLOSED_HERE, e);
    } catch (IOException e) {
      throw new StepFailure(Origin.FOUND, "waiting failed: " + e.getMessage(), e);
    }
    requireUninterrupted();
  }

  /** Fails if this rank has failed in another thread, or is to end. */
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

  void close() throws IOException {
    selector.close();
  }
}
