package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** Convolution, BatchNorm, SiLU; in a fused model the BatchNorm is part of the convolution. */
final class Conv implements Module {

  private final Module linear;

  Conv(Scope scope, int in, int out, int kernel, int stride, int groups) {
    linear =
        scope.fused()
            ? PlainConv.withBias(scope.at("conv"), in, out, kernel, stride, groups)
            : new NormalizedConv(scope, in, out, kernel, stride, groups);
  }

  Conv(Scope scope, int in, int out, int kernel, int stride) {
    this(scope, in, out, kernel, stride, 1);
  }

  Conv(Scope scope, int in, int out, int kernel) {
    this(scope, in, out, kernel, 1, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return Activations.silu(linear.apply(pass, input));
  }
}
