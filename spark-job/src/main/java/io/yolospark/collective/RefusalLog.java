package io.yolospark.collective;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refused connections: the first ones each, later ones at most one line a second, so that a
 * flood of them does not fill the disk. One thread uses it.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final int EACH = 20;
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final int rank;
  private Deadline period = Deadline.after(PERIOD);
  private int count;
  private int unsaid;

  RefusalLog(int rank) {
    this.rank = rank;
  }

  void add(String address, String reason) {
    count++;
    if (count > EACH && !period.expired()) {
      unsaid++;
      return;
    }
    String more = unsaid == 0 ? "" : " (and " + unsaid + " others since the last line)";
    LOG.warn("rank {} refuses a connection from {}: {}{}", rank, address, reason, more);
    unsaid = 0;
    period = Deadline.after(PERIOD);
  }

  /** Says how many were refused, if that has not been said. */
  void end() {
    if (unsaid > 0) {
      LOG.warn("rank {} has refused {} connections while the group formed", rank, count);
    }
  }
}
