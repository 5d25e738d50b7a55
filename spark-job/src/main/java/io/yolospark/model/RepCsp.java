package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * RepNCSP: a path of bottlenecks beside a direct one, joined (bottleneck path first) by a 1x1
 * convolution.
 */
final class RepCsp implements Module {

  private final Conv cv1;
  private final Conv cv2;
  private final Conv cv3;
  private final List<Module> bottlenecks = new ArrayList<>();

  RepCsp(Scope scope, int in, int out, int depth) {
    int hidden = out / 2;
    cv1 = new Conv(scope.at("cv1"), in, hidden, 1);
    cv2 = new Conv(scope.at("cv2"), in, hidden, 1);
    cv3 = new Conv(scope.at("cv3"), 2 * hidden, out, 1);
    for (int i = 0; i < depth; i++) {
      bottlenecks.add(new RepBottleneck(scope.at("m").at(i), hidden));
    }
  }

  @Override
  public NDArray apply(Pass pass, NDArray input) {
    NDArray deep = cv1.apply(pass, input);
    for (Module bottleneck : bottlenecks) {
      try (NDArray previous = deep) {
        deep = bottleneck.apply(pass, previous);
      }
    }
    try (NDArray path = deep;
        NDArray direct = cv2.apply(pass, input);
        NDArray joined = NDArrays.concat(new NDList(path, direct), 1)) {
      return cv3.apply(pass, joined);
    }
  }
}
