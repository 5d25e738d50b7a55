package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * SGD with Nesterov momentum in PyTorch's form: {@code g += decay * p}, {@code buffer = momentum *
 * buffer + g}, {@code p -= rate * (g + momentum * buffer)}.
 */
final class SgdRule implements UpdateRule {

  @Override
  public List<String> buffers() {
    return List.of("momentum");
  }

  @Override
  public void apply(NDArray value, NDArray gradient, List<NDArray> buffers, Motion motion) {
    if (motion.weightDecay() > 0) {
      try (NDArray decay = value.mul((float) motion.weightDecay())) {
        gradient.addi(decay);
      }
    }
    NDArray buffer = buffers.get(0);
    float momentum = (float) motion.momentum();
    buffer.muli(momentum).addi(gradient);
    try (NDArray lookAhead = buffer.mul(momentum)) {
      value.subi(gradient.addi(lookAhead).muli((float) motion.rate()));
    }
  }
}
