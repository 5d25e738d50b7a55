package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;

/** A convolution without normalisation or activation; padding keeps the size at stride 1. */
final class PlainConv implements Module {

  private final Parameter weight;
  private final Parameter bias;
  private final Shape stride;
  private final Shape padding;
  private final int groups;

  private PlainConv(
      Scope scope, int in, int out, int kernel, int stride, int groups, Initial biasInitial) {
    int fanIn = in / groups * kernel * kernel;
    Initial uniform = Initial.uniform(1 / Math.sqrt(fanIn));
    weight = scope.declare("weight", Role.WEIGHT, uniform, out, in / groups, kernel, kernel);
    bias = biasInitial == null ? null : scope.declare("bias", Role.BIAS, biasInitial, out);
    this.stride = new Shape(stride, stride);
    this.padding = new Shape(kernel / 2, kernel / 2);
    this.groups = groups;
  }

  static PlainConv withoutBias(Scope scope, int in, int out, int kernel, int stride, int groups) {
    return new PlainConv(scope, in, out, kernel, stride, groups, null);
  }

  /** A convolution into which a BatchNorm has been folded. */
  static PlainConv withBias(Scope scope, int in, int out, int kernel, int stride, int groups) {
    return new PlainConv(scope, in, out, kernel, stride, groups, Initial.constant(0));
  }

  /** 1x1, stride 1, PyTorch's default bias. */
  static PlainConv pointwise(Scope scope, int in, int out) {
    return new PlainConv(scope, in, out, 1, 1, 1, Initial.uniform(1 / Math.sqrt(in)));
  }

  /** 1x1, stride 1, all biases at a constant: the last convolution of a head. */
  static PlainConv pointwise(Scope scope, int in, int out, int groups, double biasValue) {
    return new PlainConv(scope, in, out, 1, 1, groups, Initial.constant(biasValue));
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    NDArray biasValue = bias == null ? null : pass.value(bias);
    return Conv2d.conv2d(
            input, pass.value(weight), biasValue, stride, padding, new Shape(1, 1), groups)
        .singletonOrThrow();
  }
}
