package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;

/** Everything by single operations of DJL. */
final class PlainOps implements Ops {

  static final PlainOps INSTANCE = new PlainOps();

  private static final Shape ONE = new Shape(1, 1);

  /** DJL counts the other way round: PyTorch's momentum is 0.03. */
  private static final float DJL_MOMENTUM = 0.97f;

  private PlainOps() {}

  @Override
  public NDArray convolve(NDArray x, NDArray weight, NDArray bias) {
    return convolve(x, weight, bias, 1);
  }

  private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int stride) {
    Shape shape = weight.getShape();
    int groups = (int) (x.getShape().get(1) / shape.get(1));
    long padding = shape.get(2) / 2;
    return Conv2d.conv2d(
            x,
            weight,
            bias,
            new Shape(stride, stride),
            new Shape(padding, padding),
            ONE /* dilation */,
            groups)
        .singletonOrThrow();
  }

  @Override
  public NDArray convolveSilu(NDArray x, NDArray weight, NDArray bias, int stride) {
    return silu(convolve(x, weight, bias, stride));
  }

  @Override
  public NDArray normalizedSilu(NDArray x, Normalized conv, int stride, boolean batchStatistics) {
    return silu(normalized(x, conv, stride, batchStatistics));
  }

  @Override
  public NDArray branchesSilu(
      NDArray x, Normalized first, Normalized second, boolean batchStatistics) {
    try (NDArray one = normalized(x, first, 1, batchStatistics);
        NDArray other = normalized(x, second, 1, batchStatistics)) {
      return silu(one.add(other));
    }
  }

  private static NDArray normalized(
      NDArray x, Normalized conv, int stride, boolean batchStatistics) {
    try (NDArray convolved = convolve(x, conv.weight(), null, stride)) {
      return BatchNorm.batchNorm(
              convolved,
              conv.mean(),
              conv.variance(),
              conv.gamma(),
              conv.beta(),
              -1, // DJL's way to say "channels are axis 1, without swapping"
              DJL_MOMENTUM,
              BatchNormalization.EPSILON,
              batchStatistics)
          .singletonOrThrow();
    }
  }

  /** x * sigmoid(x); closes its input. */
  private static NDArray silu(NDArray x) {
    try (x;
        NDArray gate = x.getNDArrayInternal().sigmoid()) {
      return x.mul(gate);
    }
  }
}
