package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import java.time.Duration;

/**
 * Whether a run that has fewer ranks than it should could have more by now. An executor that has
 * just come may go again: it counts once it has stayed. Thread-safe.
 */
final class Growth {

  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final ExecutorPool pool;
  private final BatchPlan plan;
  private final int wanted;
  private long since;

  /**
   * @param plan of the stage that runs
   * @param wanted ranks that the run should have
   */
  Growth(ExecutorPool pool, BatchPlan plan, int wanted) {
    this.pool = pool;
    this.plan = plan;
    this.wanted = wanted;
  }

  synchronized boolean isPossible() {
    if (plan.worldSize() >= wanted) {
      return false;
    }
    int most = Math.max(1, Math.min(wanted, pool.size()));
    if (plan.onRanks(most).worldSize() <= plan.worldSize()) {
      since = 0;
      return false;
    }
    if (since == 0) {
      since = System.nanoTime();
    }
    return System.nanoTime() - since >= SETTLED.toNanos();
  }
}
