package io.yolospark.train;

import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.device.MemoryWatch;
import io.yolospark.device.OutOfMemory;
import java.util.Arrays;

/**
 * Whether memory has ended on this rank in the current optimizer step, and the ranks' agreement on
 * it. A rank where it has computes no more in this step, yet takes part in every exchange, so that
 * no other rank waits for it. Not thread-safe.
 */
final class StepMemory {

  private static final String[] PHASES = {"forward", "backward"};
  private static final int OUTAGES = 3;

  private final Collective collective;
  private final MemoryWatch watch;
  private Throwable outage;
  private int phase;

  StepMemory(Collective collective, MemoryWatch watch) {
    this.collective = collective;
    this.watch = watch;
  }

  /** A new step. */
  void begin() {
    outage = null;
  }

  /**
   * Runs a part of the forward pass of a micro-step unless memory has ended; whether it still has
   * not.
   */
  boolean forward(int images, Runnable work) {
    return attempt(0, images, work);
  }

  /** Runs the backward pass of a micro-step unless memory has ended; whether it still has not. */
  boolean backward(int images, Runnable work) {
    return attempt(1, images, work);
  }

  private boolean attempt(int number, int images, Runnable work) {
    if (outage != null) {
      return false;
    }
    try {
      work.run();
      watch.check(PHASES[number], images);
      return true;
    } catch (CollectiveException e) {
      throw e; // whatever it says of a peer's memory
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.causes(e)) {
        throw e;
      }
      outage = e;
      phase = number;
      return false;
    }
  }

  /**
   * Sums numbers over all ranks, with one word on memory.
   *
   * @param images of a forward pass
   * @throws StepOutOfMemory on every rank, if memory has ended on one
   */
  double[] agree(int images, double... numbers) {
    double[] word = Arrays.copyOf(numbers, numbers.length + OUTAGES);
    if (outage != null) {
      word[numbers.length] = 1;
      word[numbers.length + 1] = collective.rank();
      word[numbers.length + 2] = phase;
    }
    collective.allReduce(word);
    double outages = word[numbers.length];
    if (outages > 0) {
      String where =
          outages == 1
              ? "training %s on rank %d"
                  .formatted(PHASES[(int) word[numbers.length + 2]], (int) word[numbers.length + 1])
              : "training on %d ranks".formatted((int) outages);
      throw new StepOutOfMemory(where, images, outage);
    }
    return word;
  }
}
