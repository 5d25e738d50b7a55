package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** Convolution without bias, then BatchNorm. */
final class NormalizedConv implements Module {

  private final PlainConv conv;
  private final BatchNormalization norm;

  NormalizedConv(Scope scope, int in, int out, int kernel, int stride, int groups) {
    conv = PlainConv.withoutBias(scope.at("conv"), in, out, kernel, stride, groups);
    norm = new BatchNormalization(scope.at("bn"), out);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    try (NDArray convolved = conv.apply(pass, input)) {
      return norm.apply(pass, convolved);
    }
  }
}
