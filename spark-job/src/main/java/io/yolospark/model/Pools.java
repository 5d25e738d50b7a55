package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/** The poolings of YOLOv9. */
final class Pools {

  private static final Shape ONE = new Shape(1, 1);

  private Pools() {}

  /** 2x2 average, stride 1, no padding: H x W becomes (H-1) x (W-1). */
  static NDArray smooth(NDArray input) {
    return Pool.avgPool2d(input, new Shape(2, 2), ONE, new Shape(0, 0), false, true);
  }

  /** Odd window, padded by half of it with -infinity. */
  static NDArray max(NDArray input, int window, int stride) {
    Shape padding = new Shape(window / 2, window / 2);
    return Pool.maxPool2d(
        input, new Shape(window, window), new Shape(stride, stride), padding, false);
  }
}
