package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** Convolution without bias, BatchNorm, SiLU. */
final class Conv implements Module {

  private final PlainConv conv;
  private final BatchNormalization norm;

  Conv(Scope scope, int in, int out, int kernel, int stride, int groups) {
    conv = PlainConv.withoutBias(scope.at("conv"), in, out, kernel, stride, groups);
    norm = new BatchNormalization(scope.at("bn"), out);
  }

  Conv(Scope scope, int in, int out, int kernel, int stride) {
    this(scope, in, out, kernel, stride, 1);
  }

  Conv(Scope scope, int in, int out, int kernel) {
    this(scope, in, out, kernel, 1, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return Activations.silu(linear(pass, input));
  }

  /** Without the activation. */
  NDArray linear(Pass pass, NDArray input) {
    try (NDArray convolved = conv.apply(pass, input)) {
      return norm.apply(pass, convolved);
    }
  }
}
