package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;

/**
 * BatchNorm over channels: eps 1e-3, PyTorch momentum 0.03 (DJL counts the other way round: 0.97).
 */
final class BatchNormalization implements Module {

  static final float EPSILON = 1e-3f;
  private static final float DJL_MOMENTUM = 0.97f;

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

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    return BatchNorm.batchNorm(
            input,
            pass.value(runningMean),
            pass.value(runningVariance),
            pass.value(gamma),
            pass.value(beta),
            -1, // DJL's way to say "channels are axis 1, without swapping"
            DJL_MOMENTUM,
            EPSILON,
            pass.batchStatistics())
        .singletonOrThrow();
  }
}
