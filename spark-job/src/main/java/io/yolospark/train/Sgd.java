package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * SGD with Nesterov momentum in PyTorch's form on flat arrays: {@code g += decay * p} (weights
 * only), {@code buffer = momentum * buffer + g}, {@code p -= rate * (g + momentum * buffer)}. Not
 * thread-safe.
 */
final class Sgd implements AutoCloseable {

  private final NDManager manager;
  private final float weightDecay;
  private final List<NDArray> leaves;
  private final List<SegmentLayout> layouts;
  private final List<NDArray> momenta = new ArrayList<>();

  Sgd(FlatParameters parameters, double weightDecay) {
    leaves = parameters.leaves();
    layouts = parameters.layouts();
    manager = leaves.get(0).getManager().newSubManager();
    this.weightDecay = (float) weightDecay;
    for (NDArray leaf : leaves) {
      momenta.add(manager.zeros(leaf.getShape()));
    }
  }

  /** The momentum buffers, one per segment. */
  List<NDArray> momenta() {
    return momenta;
  }

  /**
   * One update. The gradients are used as scratch space.
   *
   * @param gradients one per segment
   */
  void step(List<NDArray> gradients, Rates rates) {
    for (int i = 0; i < leaves.size(); i++) {
      long[] cuts = {layouts.get(i).weightsStart(), layouts.get(i).normsStart()};
      try (NDList values = leaves.get(i).split(cuts);
          NDList buffers = momenta.get(i).split(cuts);
          NDList group = gradients.get(i).split(cuts)) {
        try (NDArray decay = values.get(1).mul(weightDecay)) {
          group.get(1).addi(decay);
        }
        for (int g = 0; g < group.size(); g++) {
          float rate = (float) (g == 0 ? rates.bias() : rates.other());
          update(values.get(g), buffers.get(g), group.get(g), rate, (float) rates.momentum());
        }
      }
    }
  }

  private static void update(
      NDArray value, NDArray buffer, NDArray gradient, float rate, float momentum) {
    buffer.muli(momentum).addi(gradient);
    try (NDArray lookAhead = buffer.mul(momentum)) {
      value.subi(gradient.addi(lookAhead).muli(rate));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
