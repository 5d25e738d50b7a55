package io.yolospark.loss;

import ai.djl.ndarray.NDArray;

/**
 * Multiplication by a number inside the gradient collector.
 *
 * <p>DJL's {@code NDArray.mul(Number)} closes the array that holds the number as soon as the
 * product is there. Autograd has saved that array for the backward pass, but not the Java buffer it
 * lies in: when the garbage collector frees the buffer before, the gradient is multiplied by
 * whatever is written there next. Here the array lives as long as the manager of the value.
 */
final class Factor {
  private Factor() {}

  /**
   * The product, attached to the manager of {@code value}, which must outlive the backward pass.
   */
  static NDArray times(NDArray value, float factor) {
    return value.mul(value.getManager().create(factor));
  }
}
