package io.yolospark.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM (or SIGINT) of the driver, held up until the job has ended: Spark and the file systems
 * are there until then. While ranks train, the job is asked to end; otherwise its thread is
 * interrupted. Thread-safe.
 */
final class Termination implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

  /** Before Spark's own hooks, of which the highest is at 50. */
  private static final int PRIORITY = 100;

  private final Thread job = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Duration grace;
  private final Runnable hook = this::hold;
  private boolean training;
  private boolean requested;

  private Termination(Duration grace) {
    this.grace = grace;
  }

  /** Begins to watch, for a job of the calling thread that ends by {@link #close}. */
  static Termination watch(Duration grace) {
    Termination termination = new Termination(grace);
    ShutdownHookManager.get()
        .addShutdownHook(
            termination.hook, PRIORITY, grace.toMillis() + 1000, TimeUnit.MILLISECONDS);
    return termination;
  }

  /** Whether the driver was told to end. */
  synchronized boolean requested() {
    return requested;
  }

  /**
   * From now on, or no more, the job looks at {@link #requested} itself.
   *
   * @throws InterruptedException if the driver was told to end before
   */
  synchronized void training(boolean now) throws InterruptedException {
    if (now && requested) {
      throw new InterruptedException();
    }
    training = now;
  }

  private void hold() {
    LOG.info("Told to end; at most {} s are left for it (restart.grace)", grace.toSeconds());
    synchronized (this) {
      requested = true;
      if (!training) {
        job.interrupt();
      }
    }
    try {
      if (!ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Not ended within {} s (restart.grace)", grace.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
