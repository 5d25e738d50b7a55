package io.yolospark.train;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes on a thread of its own, the most urgent kind first. Of what waits only the newest of a
 * kind is written, so memory is bounded where storage is slow. What cannot be written is tried
 * again with the next that comes, before anything less urgent; after {@value #TRIES} failures in a
 * row it is given up. Thread-safe.
 */
final class BackgroundWriter implements AutoCloseable {

  /** What is written; the most urgent first. */
  enum Kind {
    LAST_MODEL("the last model"),
    BEST_MODEL("the best model"),
    // after the model: a run that goes on from it takes the best model for written
    CHECKPOINT("a checkpoint");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Writes once. */
  interface Work {
    void run() throws IOException;
  }

  private record Task(Kind kind, Work work) {}

  static final int TRIES = 3;

  /** What waits when training ends by a failure still has so long. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundWriter.class);

  private final Map<Kind, Work> waiting = new EnumMap<>(Kind.class);
  private final BiConsumer<Kind, Exception> failures;
  private final Thread thread = new Thread(this::loop, "checkpoint writer");
  private boolean writing;
  private boolean resting;
  private boolean closed;
  private int failed;
  private String failure;

  /**
   * Starts the thread.
   *
   * @param failures is told of every failure, on that thread
   */
  BackgroundWriter(BiConsumer<Kind, Exception> failures) {
    this.failures = failures;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Adds work and returns at once.
   *
   * @return whether it takes the place of older work that has not been done
   * @throws TrainingFailedException if writing has been given up
   */
  synchronized boolean submit(Kind kind, Work work) {
    verify();
    resting = false;
    notifyAll();
    return waiting.put(kind, work) != null;
  }

  /**
   * Waits until all is written, at most so long; what has failed is tried again.
   *
   * @return whether all is written
   * @throws TrainingFailedException if writing has been given up
   */
  synchronized boolean isIdleWithin(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    resting = false;
    notifyAll();
    while (writing || !waiting.isEmpty()) {
      verify();
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  private void verify() {
    if (failed >= TRIES) {
      throw new TrainingFailedException(failure);
    }
  }

  private void loop() {
    try {
      for (Task task = next(); task != null; task = next()) {
        try {
          task.work().run();
          done();
        } catch (IOException | RuntimeException e) {
          failed(task, e);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("Told to end before all was written");
    }
  }

  /** The next to be written; null if there will be none. */
  private synchronized Task next() throws InterruptedException {
    while (waiting.isEmpty() || resting) {
      if (closed) {
        return null;
      }
      wait();
    }
    Kind kind = waiting.keySet().iterator().next();
    writing = true;
    return new Task(kind, waiting.remove(kind));
  }

  private synchronized void done() {
    writing = false;
    if (waiting.isEmpty()) {
      failed = 0;
    }
    notifyAll();
  }

  private void failed(Task task, Exception e) {
    LOG.warn("Cannot write {}", task.kind(), e);
    synchronized (this) {
      writing = false;
      resting = true;
      failed++;
      failure = "Cannot write %s: %s".formatted(task.kind(), e.getMessage());
      waiting.putIfAbsent(task.kind(), task.work());
      notifyAll();
    }
    failures.accept(task.kind(), e);
  }

  /** Ends the thread, once what waits is written or some seconds are over. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(LAST_CHANCE.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    thread.interrupt();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
