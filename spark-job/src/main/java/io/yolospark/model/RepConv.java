package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/**
 * RepConvN while training: SiLU of the sum of a 3x3 and a 1x1 branch, each with its own BatchNorm.
 */
final class RepConv implements Module {

  private final Conv conv1;
  private final Conv conv2;

  RepConv(Scope scope, int in, int out) {
    conv1 = new Conv(scope.at("conv1"), in, out, 3);
    conv2 = new Conv(scope.at("conv2"), in, out, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    try (NDArray wide = conv1.linear(pass, input);
        NDArray narrow = conv2.linear(pass, input)) {
      return Activations.silu(wide.add(narrow));
    }
  }
}
