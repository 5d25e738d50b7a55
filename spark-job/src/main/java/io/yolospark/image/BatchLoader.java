package io.yolospark.image;

import io.yolospark.config.LoaderConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Prepares batches in worker threads, some ahead of the consumer, and delivers them in the order
 * given. One thread iterates; any thread may close, which ends a waiting {@link #next()}. After a
 * failure only closing is of use.
 */
public final class BatchLoader implements Iterator<Batch>, AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final List<int[]> batches;
  private final IntFunction<Sample> samples;
  private final Duration limit;
  private final ExecutorService workers;
  private final Queue<List<Future<Sample>>> ahead = new ArrayDeque<>(); // guarded by this
  private List<Future<Sample>> current = List.of(); // guarded by this
  private int submitted; // guarded by this
  private boolean closed; // guarded by this
  private int delivered; // the consumer's own
  private long waitedNanos; // the consumer's own

  /**
   * Starts preparing at once.
   *
   * @param name of the loader in messages and threads: say rank, epoch and purpose
   * @param batches records of each batch
   * @param samples makes the sample of a record; called from several threads
   * @param config number of workers and of batches ahead
   * @param limit how long {@link #next()} waits for one batch
   */
  public BatchLoader(
      String name,
      List<int[]> batches,
      IntFunction<Sample> samples,
      LoaderConfig config,
      Duration limit) {
    this.name = name;
    this.batches = List.copyOf(batches);
    this.samples = samples;
    this.limit = limit;
    AtomicInteger threads = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            config.workers(),
            task -> {
              Thread thread = new Thread(task, name + " loader " + threads.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < config.prefetch(); i++) {
      submitNext();
    }
  }

  @Override
  public boolean hasNext() {
    return delivered < batches.size();
  }

  /**
   * The next batch, waiting for it at most the time limit.
   *
   * @throws BatchLoadException when a sample failed (its error is the cause), the limit passed or
   *     the thread was interrupted
   * @throws IllegalStateException when the loader is or gets closed
   * @throws NoSuchElementException after the last batch
   */
  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException(name + ": all " + batches.size() + " batches delivered");
    }
    long start = System.nanoTime();
    List<Future<Sample>> futures = takeFirst();
    List<Sample> ready = new ArrayList<>(futures.size());
    for (Future<Sample> future : futures) {
      ready.add(await(future, start, ready.size(), futures.size()));
    }
    waitedNanos += System.nanoTime() - start;
    submitNext();
    delivered++;
    return new Batch(List.copyOf(ready));
  }

  /** How long {@link #next()} has waited for batches until now. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos);
  }

  /** Stops the workers; batches not yet delivered are dropped. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ahead.add(current);
      for (List<Future<Sample>> futures : ahead) { // first, so that a consumer sees no interrupt
        futures.forEach(future -> future.cancel(true));
      }
      ahead.clear();
      workers.shutdownNow();
    }
    try {
      if (!workers.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BatchLoadException(
            name + ": a loader thread still runs " + CLOSE_LIMIT.toSeconds() + " s after close",
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the workers are daemons and told to stop
    }
  }

  private synchronized List<Future<Sample>> takeFirst() {
    if (closed) {
      throw closedWhileWaiting();
    }
    current = ahead.remove();
    return current;
  }

  private synchronized void submitNext() {
    if (closed || submitted == batches.size()) {
      return;
    }
    int[] records = batches.get(submitted++);
    List<Future<Sample>> futures = new ArrayList<>(records.length);
    for (int record : records) {
      futures.add(workers.submit(() -> samples.apply(record)));
    }
    ahead.add(futures);
  }

  private Sample await(Future<Sample> future, long start, int ready, int size) {
    try {
      long left = limit.toNanos() - (System.nanoTime() - start);
      return future.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(start, ready, size, String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (TimeoutException e) {
      throw failure(start, ready, size, "time limit of " + seconds(limit) + " s passed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(start, ready, size, "interrupted", e);
    } catch (CancellationException e) {
      throw closedWhileWaiting();
    }
  }

  private BatchLoadException failure(
      long start, int ready, int size, String reason, Throwable cause) {
    int record = batches.get(delivered)[ready];
    String message =
        "%s: cannot load batch %d of %d at its image %d of %d (record %d) after %s s: %s"
            .formatted(
                name,
                delivered + 1,
                batches.size(),
                ready + 1,
                size,
                record,
                seconds(Duration.ofNanos(System.nanoTime() - start)),
                reason);
    return new BatchLoadException(message, cause);
  }

  private IllegalStateException closedWhileWaiting() {
    return new IllegalStateException(
        name + ": closed before batch " + (delivered + 1) + " of " + batches.size());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
