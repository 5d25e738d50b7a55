package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * A convolution with bias and without normalisation or activation, of stride 1; padding keeps the
 * size.
 */
final class PlainConv implements Module {

  private final Parameter weight;
  private final Parameter bias;

  private PlainConv(Scope scope, int in, int out, int kernel, int groups, Initial biasInitial) {
    weight = weight(scope, in, out, kernel, groups);
    bias = scope.declare("bias", Role.BIAS, biasInitial, out);
  }

  /** Declares the weight of a convolution. */
  static Parameter weight(Scope scope, int in, int out, int kernel, int groups) {
    int fanIn = in / groups * kernel * kernel;
    Initial uniform = Initial.uniform(1 / Math.sqrt(fanIn));
    return scope.declare("weight", Role.WEIGHT, uniform, out, in / groups, kernel, kernel);
  }

  /** A convolution into which a BatchNorm has been folded. */
  static PlainConv folded(Scope scope, int in, int out, int kernel, int groups) {
    return new PlainConv(scope, in, out, kernel, groups, Initial.constant(0));
  }

  /** 1x1, PyTorch's default bias. */
  static PlainConv pointwise(Scope scope, int in, int out) {
    return new PlainConv(scope, in, out, 1, 1, Initial.uniform(1 / Math.sqrt(in)));
  }

  /** 1x1, all biases at a constant: the last convolution of a head. */
  static PlainConv pointwise(Scope scope, int in, int out, int groups, double biasValue) {
    return new PlainConv(scope, in, out, 1, groups, Initial.constant(biasValue));
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return pass.ops().convolve(input, pass.value(weight), pass.value(bias));
  }

  /** With SiLU. */
  NDArray silu(Pass pass, NDArray input, int stride) {
    return pass.ops().convolveSilu(input, pass.value(weight), pass.value(bias), stride);
  }
}
