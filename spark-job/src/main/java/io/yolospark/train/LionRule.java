package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Lion (arXiv:2302.06675): every parameter moves by the learning rate, in the direction of the sign
 * of a blend of momentum and gradient; the weights decay by themselves. Both betas are constant.
 */
final class LionRule implements UpdateRule {

  private static final double MOMENTUM_BETA = 0.99;

  private final double beta;

  LionRule(double beta) {
    this.beta = beta;
  }

  @Override
  public List<String> buffers() {
    return List.of("momentum");
  }

  @Override
  public void apply(NDArray value, NDArray gradient, List<NDArray> buffers, Motion motion) {
    if (motion.weightDecay() > 0) {
      value.muli((float) (1 - motion.rate() * motion.weightDecay()));
    }
    NDArray momentum = buffers.get(0);
    try (NDArray blend = momentum.mul((float) beta);
        NDArray fresh = gradient.mul((float) (1 - beta));
        NDArray direction = blend.addi(fresh).sign()) {
      value.subi(direction.muli((float) motion.rate()));
    }
    momentum.muli((float) MOMENTUM_BETA).addi(gradient.muli((float) (1 - MOMENTUM_BETA)));
  }
}
