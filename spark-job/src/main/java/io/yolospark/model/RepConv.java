package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/**
 * RepConvN while training: SiLU of the sum of a 3x3 and a 1x1 branch, each with its own BatchNorm.
 */
final class RepConv implements Module {

  private final NormalizedConv conv1;
  private final NormalizedConv conv2;

  private RepConv(Scope scope, int in, int out) {
    conv1 = new NormalizedConv(scope.at("conv1"), in, out, 3, 1);
    conv2 = new NormalizedConv(scope.at("conv2"), in, out, 1, 1);
  }

  /** The two branches, or, in a fused model, the one convolution that they are together. */
  static Module of(Scope scope, int in, int out) {
    return scope.fused() ? new Conv(scope, in, out, 3) : new RepConv(scope, in, out);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return pass.ops()
        .branchesSilu(input, conv1.values(pass), conv2.values(pass), pass.batchStatistics());
  }
}
