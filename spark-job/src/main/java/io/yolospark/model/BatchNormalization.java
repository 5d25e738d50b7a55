package io.yolospark.model;

import ai.djl.nn.Parameter;

/** Tensors of a BatchNorm over channels: eps 1e-3, PyTorch momentum 0.03. */
final class BatchNormalization {

  static final float EPSILON = 1e-3f;

  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  BatchNormalization(Scope scope, int channels) {
    gamma = scope.declare("weight", Role.NORM_WEIGHT, Initial.constant(1), channels);
    beta = scope.declare("bias", Role.BIAS, Initial.constant(0), channels);
    runningMean = scope.declare("running_mean", Role.RUNNING_MEAN, Initial.constant(0), channels);
    runningVariance =
        scope.declare("running_var", Role.RUNNING_VARIANCE, Initial.constant(1), channels);
  }

  /** Their values, behind those of a convolution. */
  Ops.Normalized after(Parameter weight, Pass pass) {
    return new Ops.Normalized(
        pass.value(weight),
        pass.value(gamma),
        pass.value(beta),
        pass.value(runningMean),
        pass.value(runningVariance));
  }
}
