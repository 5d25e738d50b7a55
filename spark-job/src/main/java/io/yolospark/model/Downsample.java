package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** AConv and ADown: smooth, then halve the resolution. */
final class Downsample {

  private Downsample() {}

  /** AConv: a 3x3 convolution of stride 2. */
  static Module aconv(Scope scope, int in, int out) {
    Conv cv1 = new Conv(scope.at("cv1"), in, out, 3, 2);
    return (pass, input) -> {
      try (NDArray smooth = Pools.smooth(input)) {
        return cv1.apply(pass, smooth);
      }
    };
  }

  /**
   * ADown: half of the channels by a 3x3 convolution of stride 2, half by max pooling and a 1x1
   * convolution.
   */
  static Module adown(Scope scope, int in, int out) {
    Conv cv1 = new Conv(scope.at("cv1"), in / 2, out / 2, 3, 2);
    Conv cv2 = new Conv(scope.at("cv2"), in / 2, out / 2, 1);
    return (pass, input) -> {
      try (NDArray smooth = Pools.smooth(input);
          NDList halves = smooth.split(new long[] {in / 2}, 1);
          NDArray convolved = cv1.apply(pass, halves.get(0));
          NDArray pooled = Pools.max(halves.get(1), 3, 2);
          NDArray projected = cv2.apply(pass, pooled)) {
        return NDArrays.concat(new NDList(convolved, projected), 1);
      }
    };
  }
}
