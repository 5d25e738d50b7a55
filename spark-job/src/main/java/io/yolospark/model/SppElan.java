package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/**
 * SPPELAN: a projection and three successive 5x5 max poolings of it, joined by a 1x1 convolution.
 */
final class SppElan implements Module {

  private final Conv cv1;
  private final Conv cv5;

  SppElan(Scope scope, int in, int out, int hidden) {
    cv1 = new Conv(scope.at("cv1"), in, hidden, 1);
    cv5 = new Conv(scope.at("cv5"), 4 * hidden, out, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    try (NDArray projected = cv1.apply(pass, input);
        NDArray pool1 = Pools.max(projected, 5, 1);
        NDArray pool2 = Pools.max(pool1, 5, 1);
        NDArray pool3 = Pools.max(pool2, 5, 1);
        NDArray joined = NDArrays.concat(new NDList(projected, pool1, pool2, pool3), 1)) {
      return cv5.apply(pass, joined);
    }
  }
}
