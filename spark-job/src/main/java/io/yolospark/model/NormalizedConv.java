package io.yolospark.model;

import ai.djl.nn.Parameter;

/** Tensors of a convolution without bias, then BatchNorm. */
final class NormalizedConv {

  private final Parameter weight;
  private final BatchNormalization norm;

  NormalizedConv(Scope scope, int in, int out, int kernel, int groups) {
    weight = PlainConv.weight(scope.at("conv"), in, out, kernel, groups);
    norm = new BatchNormalization(scope.at("bn"), out);
  }

  Ops.Normalized values(Pass pass) {
    return norm.after(weight, pass);
  }
}
