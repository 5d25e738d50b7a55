package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.Arrays;

/** The layers without BatchNorm that join or split feature maps. */
final class Fusion {

  private static final int NEAREST = 0;

  private Fusion() {}

  static Layer concat() {
    return (pass, inputs) -> {
      NDList all = new NDList();
      inputs.forEach(all::addAll);
      return new NDList(NDArrays.concat(all, 1));
    };
  }

  /** Nearest-neighbour enlargement by two. */
  static NDArray upsample(NDArray input) {
    return resize(input, 2 * input.getShape().get(2), 2 * input.getShape().get(3));
  }

  /** CBLinear: one 1x1 convolution whose output channels are split by {@code widths}. */
  static Layer cbLinear(Scope scope, int in, int[] widths) {
    PlainConv conv = PlainConv.pointwise(scope.at("conv"), in, Arrays.stream(widths).sum());
    long[] cuts = new long[widths.length - 1];
    long sum = 0;
    for (int i = 0; i < cuts.length; i++) {
      sum += widths[i];
      cuts[i] = sum;
    }
    return (pass, inputs) -> {
      NDArray joined = conv.apply(pass, inputs.get(0).singletonOrThrow());
      if (cuts.length == 0) {
        return new NDList(joined);
      }
      try (joined) {
        return joined.split(cuts, 1);
      }
    };
  }

  /**
   * CBFuse: the last input plus, of each CBLinear before it, the chosen output resized to its
   * height and width.
   */
  static Layer cbFuse(int[] chosen) {
    return (pass, inputs) -> {
      NDArray target = inputs.get(inputs.size() - 1).singletonOrThrow();
      NDArray sum = target;
      for (int i = 0; i < chosen.length; i++) {
        NDArray source = inputs.get(i).get(chosen[i]);
        try (NDArray resized = resize(source, target.getShape().get(2), target.getShape().get(3))) {
          NDArray next = sum.add(resized);
          if (sum != target) {
            sum.close();
          }
          sum = next;
        }
      }
      return new NDList(sum);
    };
  }

  private static NDArray resize(NDArray input, long height, long width) {
    return input.getNDArrayInternal().interpolation(new long[] {height, width}, NEAREST, false);
  }
}
