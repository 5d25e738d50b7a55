package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** Activation functions. */
final class Activations {

  private Activations() {}

  /** x * sigmoid(x); closes its input. */
  static NDArray silu(NDArray x) {
    try (x;
        NDArray gate = x.getNDArrayInternal().sigmoid()) {
      return x.mul(gate);
    }
  }
}
