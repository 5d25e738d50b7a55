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
  private final boolean connected;
  private int idle;
  private long since;

  private SharedPause(
      Links links,
      Operation operation,
      Deadline deadline,
      Links.Awaited awaited,
      int spins,
      boolean connected) {
    this.links = links;
    this.operation = operation;
    this.deadline = deadline;
    this.awaited = awaited;
    this.spins = spins;
    this.connected = connected;
  }

  /** For an operation that only memory can take on. */
  static SharedPause onMemory(
      Links links, Operation operation, Deadline deadline, Host host, Links.Awaited awaited) {
    int spins = host.crowded() ? 0 : SPINS;
    return new SharedPause(links, operation, deadline, awaited, spins, false);
  }

  /** For an operation that connections can take on as well: they end its sleep. */
  static SharedPause onBoth(
      Links links, Operation operation, Deadline deadline, Links.Awaited awaited) {
    return new SharedPause(links, operation, deadline, awaited, 0, true);
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
    } else if (!connected && waited < 4 * LONGEST_NANOS) {
      LockSupport.parkNanos(waited / 4);
      links.await(operation, deadline, awaited, 0);
    } else {
      links.await(operation, deadline, awaited, LONGEST_NANOS / 1_000_000);
    }
  }
}
