package io.yolospark.collective;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs the operations of a group one after the other on a thread of their own, so that the caller
 * can compute meanwhile. Every rank submits the same operations in the same order. The caller
 * leaves the group itself alone from the first {@link #submit} until {@link #await} has returned.
 * For one calling thread.
 */
public final class OperationQueue implements AutoCloseable {

  /** What an operation may take beyond its limit: a failed one finds out who is to blame. */
  private static final Duration VERDICT = Duration.ofSeconds(3);

  /** How long operations may go on that nobody waits for any more. */
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final Collective collective;
  private final Duration timeout;
  private final ExecutorService thread;
  private final Queue<Future<?>> pending = new ArrayDeque<>();

  /**
   * A queue with a thread that lives until {@link #close}.
   *
   * @param collective stays the caller's to close
   * @param timeout the time limit that the group was formed with
   */
  public OperationQueue(Collective collective, Duration timeout) {
    this.collective = collective;
    this.timeout = timeout;
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread created = new Thread(task, "rank-" + collective.rank() + "-communication");
              created.setDaemon(true);
              return created;
            });
  }

  /** Appends an operation. What an earlier one has thrown, this may throw. */
  public void submit(Consumer<Collective> operation) {
    while (!pending.isEmpty() && pending.peek().isDone()) {
      awaitFirst(Duration.ZERO);
    }
    pending.add(thread.submit(() -> operation.accept(collective)));
  }

  /**
   * Returns once every operation submitted so far is done. What an operation throws, this throws.
   *
   * @throws CollectiveException if one outlasts its limit, or the calling thread is interrupted
   */
  public void await() {
    while (!pending.isEmpty()) {
      awaitFirst(timeout.plus(VERDICT));
    }
  }

  private void awaitFirst(Duration limit) {
    Future<?> operation = pending.element();
    Deadline deadline = Deadline.after(limit);
    try {
      operation.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw failed("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw failed("is not done after " + deadline.elapsed(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was waited for when the rank was interrupted", e);
    } finally {
      if (operation.isDone()) {
        pending.remove();
      }
    }
  }

  private CollectiveException failed(String how, Throwable cause) {
    return new CollectiveException(
        String.format(
            "rank %d of %d: an operation beside backward %s",
            collective.rank(), collective.worldSize(), how),
        cause);
  }

  /**
   * Ends the thread. Operations in progress use memory that the caller is about to free: those that
   * the peers have also begun get a moment to end, and then the group is closed to end the others.
   *
   * @throws CollectiveException if one goes on for all that; its memory must not be freed
   */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      Deadline deadline = Deadline.after(VERDICT);
      if (interrupted || !thread.awaitTermination(SETTLE.toNanos(), TimeUnit.NANOSECONDS)) {
        collective.close();
        if (!thread.awaitTermination(VERDICT.toNanos(), TimeUnit.NANOSECONDS)) {
          throw failed("goes on " + deadline.elapsed() + " after it was to end", null);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
      throw failed("may still be in progress", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
