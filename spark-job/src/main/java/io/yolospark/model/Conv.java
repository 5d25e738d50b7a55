package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/**
 * Convolution, BatchNorm, SiLU; in a fused model the BatchNorm is part of the convolution. Padding
 * keeps the size at stride 1.
 */
final class Conv implements Module {

  private final Module module;

  Conv(Scope scope, int in, int out, int kernel, int stride, int groups) {
    if (scope.fused()) {
      PlainConv conv = PlainConv.folded(scope.at("conv"), in, out, kernel, groups);
      module = (pass, input) -> conv.silu(pass, input, stride);
    } else {
      NormalizedConv conv = new NormalizedConv(scope, in, out, kernel, groups);
      module =
          (pass, input) ->
              pass.ops().normalizedSilu(input, conv.values(pass), stride, pass.batchStatistics());
    }
  }

  Conv(Scope scope, int in, int out, int kernel, int stride) {
    this(scope, in, out, kernel, stride, 1);
  }

  Conv(Scope scope, int in, int out, int kernel) {
    this(scope, in, out, kernel, 1, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return module.apply(pass, input);
  }
}
