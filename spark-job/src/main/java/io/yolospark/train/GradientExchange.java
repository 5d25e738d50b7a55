package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import io.yolospark.collective.Collective;
import io.yolospark.collective.OperationQueue;
import io.yolospark.config.AllReduceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sums of one optimizer step over all ranks: at once, or on a communication thread while the caller
 * goes on with backward. Every rank asks for the same sums in the same order. For one calling
 * thread, which leaves the group alone between the first sum and {@link #finish}.
 */
final class GradientExchange implements AutoCloseable {

  private final Collective collective;
  private final OperationQueue queue;
  private final List<NDArray> held = new ArrayList<>();
  private long waitedNanos;

  private GradientExchange(Collective collective, OperationQueue queue) {
    this.collective = collective;
    this.queue = queue;
  }

  /** As the settings say; one rank alone has nothing to overlap and gets no thread. */
  static GradientExchange of(Collective collective, AllReduceConfig settings) {
    boolean overlaps = settings.overlap() && collective.worldSize() > 1;
    return new GradientExchange(
        collective, overlaps ? new OperationQueue(collective, settings.timeout()) : null);
  }

  /** Whether sums go on beside the caller, so that it pays to ask for them early. */
  boolean overlaps() {
    return queue != null;
  }

  /** Sums a few numbers, in place; they are there after {@link #finish}. */
  void sum(double[] numbers) {
    run(group -> group.allReduce(numbers));
  }

  /**
   * Sums a contiguous float32 array of values that are kept, in place; nothing else may touch it
   * until {@link #finish}.
   */
  void sum(NDArray array) {
    run(group -> HostArrays.allReduceExact(group, array));
  }

  /**
   * Sums the gradient of an array, in place; nothing else may touch it until {@link #finish}.
   *
   * @param part names the array
   */
  void sumGradient(String part, NDArray leaf) {
    NDArray gradient = leaf.getGradient();
    held.add(gradient);
    run(group -> HostArrays.allReduce(group, part, gradient));
  }

  private void run(Consumer<Collective> operation) {
    long start = System.nanoTime();
    if (queue == null) {
      operation.accept(collective);
    } else {
      queue.submit(operation);
    }
    waitedNanos += System.nanoTime() - start;
  }

  /**
   * Waits for all sums.
   *
   * @return seconds that the caller has waited for sums since the last call: the communication that
   *     computing did not hide
   */
  double finish() {
    long start = System.nanoTime();
    if (queue != null) {
      queue.await();
    }
    release();
    double seconds = (waitedNanos + System.nanoTime() - start) / 1e9;
    waitedNanos = 0;
    return seconds;
  }

  private void release() {
    held.forEach(NDArray::close);
    held.clear();
  }

  /** Ends sums that nobody waits for any more; only then may the memory of the arrays be freed. */
  @Override
  public void close() {
    if (queue != null) {
      queue.close();
    }
    release();
  }
}
