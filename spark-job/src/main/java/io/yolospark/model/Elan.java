package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/**
 * ELAN1 and RepNCSPELAN4: the 1x1 projection is split in halves; the second half goes through two
 * stages, and both halves and both stages are joined by a 1x1 convolution.
 */
final class Elan implements Module {

  private final Conv cv1;
  private final Module cv2;
  private final Module cv3;
  private final Conv cv4;
  private final int half;

  private Elan(Conv cv1, Module cv2, Module cv3, Conv cv4, int half) {
    this.cv1 = cv1;
    this.cv2 = cv2;
    this.cv3 = cv3;
    this.cv4 = cv4;
    this.half = half;
  }

  /** ELAN1(in, out, projection, stage): the stages are plain 3x3 convolutions. */
  static Elan plain(Scope scope, int in, int out, int projection, int stage) {
    return new Elan(
        new Conv(scope.at("cv1"), in, projection, 1),
        new Conv(scope.at("cv2"), projection / 2, stage, 3),
        new Conv(scope.at("cv3"), stage, stage, 3),
        new Conv(scope.at("cv4"), projection + 2 * stage, out, 1),
        projection / 2);
  }

  /**
   * RepNCSPELAN4(in, out, projection, stage, depth): each stage is a RepNCSP and a 3x3 convolution.
   */
  static Elan csp(Scope scope, int in, int out, int projection, int stage, int depth) {
    return new Elan(
        new Conv(scope.at("cv1"), in, projection, 1),
        cspStage(scope.at("cv2"), projection / 2, stage, depth),
        cspStage(scope.at("cv3"), stage, stage, depth),
        new Conv(scope.at("cv4"), projection + 2 * stage, out, 1),
        projection / 2);
  }

  private static Module cspStage(Scope scope, int in, int out, int depth) {
    RepCsp csp = new RepCsp(scope.at(0), in, out, depth);
    Conv conv = new Conv(scope.at(1), out, out, 3);
    return (pass, input) -> {
      try (NDArray hidden = csp.apply(pass, input)) {
        return conv.apply(pass, hidden);
      }
    };
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    try (NDArray projected = cv1.apply(pass, input);
        NDList halves = projected.split(new long[] {half}, 1);
        NDArray first = cv2.apply(pass, halves.get(1));
        NDArray second = cv3.apply(pass, first);
        NDArray joined =
            NDArrays.concat(new NDList(halves.get(0), halves.get(1), first, second), 1)) {
      return cv4.apply(pass, joined);
    }
  }
}
