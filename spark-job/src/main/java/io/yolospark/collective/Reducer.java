package io.yolospark.collective;

import java.nio.FloatBuffer;

/**
 * How a group forms sums: what depends on where its ranks are. Called by one thread, with the same
 * operations in the same order on all ranks. Failures are {@link StepFailure}s.
 */
interface Reducer {

  /**
   * Sums from position to limit, in place.
   *
   * @param wire how terms travel over connections
   */
  void sum(FloatBuffer buffer, Wire wire, Operation operation, Deadline deadline);

  /** Sums in rank order, in place. */
  void sum(double[] control, Operation operation, Deadline deadline);

  /** Returns once every rank has come. */
  void meet(Operation operation, Deadline deadline);
}
