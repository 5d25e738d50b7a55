package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** RepNBottleneck with expansion 1 and shortcut: x + cv2(cv1(x)). */
final class RepBottleneck implements Module {

  private final Module cv1;
  private final Conv cv2;

  RepBottleneck(Scope scope, int channels) {
    cv1 = RepConv.of(scope.at("cv1"), channels, channels);
    cv2 = new Conv(scope.at("cv2"), channels, channels, 3);
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    try (NDArray hidden = cv1.apply(pass, input);
        NDArray residual = cv2.apply(pass, hidden)) {
      return input.add(residual);
    }
  }
}
