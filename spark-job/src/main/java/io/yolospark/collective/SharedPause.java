package io.yolospark.collective;

import java.util.concurrent.locks.LockSupport;

/**
 * Decides how an operation waits for memory that another rank writes: looks again at once, lets
 * other threads run between looks, and at last sleeps between them, a fraction of the time it has
 * waited, so that a wait costs little processor time and ends little later than it could. Sleeping
 * it hears the connections, which tell of ranks that fail or die.
 */
final class SharedPause {

  /** Looks without letting go of the processor, where every rank has one: some microseconds. */
  private static final int SPINS = 100;

  private static final long YIELD_NANOS = 50_000;
  private static final long LONGEST_NANOS = 1_000_000;

  private final Links links;
  private final Operation operation;
  private final Deadline deadline;
  private final Links.Awaited awaited;
  private final int spins;
  private int idle;
  private long since;

  SharedPause(
      Links links, Operation operation, Deadline deadline, Host host, Links.Awaited awaited) {
    this.links = links;
    this.operation = operation;
    this.deadline = deadline;
    this.awaited = awaited;
    this.spins = host.crowded() ? 0 : SPINS;
  }

  /** To be called after every look at the memory, with whether anything moved. */
  @SuppressWarnings("ThreadPriorityCheck") // only how soon others run depends on the yield
  void after(boolean progress) {
    if (progress) {
      if (idle > spins) {
        links.stalls().moved(operation);
      }
      idle = 0;
      return;
    }
    if (idle++ < spins) {
      Thread.onSpinWait();
      return;
    }
    long now = System.nanoTime();
    if (idle == spins + 1) {
      since = now;
    }
    long waited = now - since;
    if (waited < YIELD_NANOS) {
      Thread.yield();
    } else if (waited < 4 * LONGEST_NANOS) {
      LockSupport.parkNanos(waited / 4);
      links.await(operation, deadline, awaited, 0);
    } else {
      links.await(operation, deadline, awaited, LONGEST_NANOS / 1_000_000);
    }
  }
}
