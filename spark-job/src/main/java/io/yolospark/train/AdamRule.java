package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.List;

/**
 * Adam (arXiv:1412.6980) with weight decay added to the gradient, and AdamW (arXiv:1711.05101) with
 * AMSGrad (arXiv:1904.09237), where the weights decay by themselves and the largest variance so far
 * scales the step. Both betas are constant: momentum is not warmed up.
 */
final class AdamRule implements UpdateRule {

  private static final double VARIANCE_BETA = 0.999;
  private static final float EPSILON = 1e-8f;

  private final double beta;
  private final boolean decoupled;

  private AdamRule(double beta, boolean decoupled) {
    this.beta = beta;
    this.decoupled = decoupled;
  }

  static AdamRule adam(double beta) {
    return new AdamRule(beta, false);
  }

  static AdamRule adamW(double beta) {
    return new AdamRule(beta, true);
  }

  @Override
  public List<String> buffers() {
    return decoupled
        ? List.of("momentum", "variance", "largest-variance")
        : List.of("momentum", "variance");
  }

  @Override
  public void apply(NDArray value, NDArray gradient, List<NDArray> buffers, Motion motion) {
    decay(value, gradient, motion);
    NDArray momentum = buffers.get(0);
    NDArray variance = buffers.get(1);
    try (NDArray fresh = gradient.mul((float) (1 - beta))) {
      momentum.muli((float) beta).addi(fresh);
    }
    try (NDArray fresh = gradient.square()) {
      variance.muli((float) VARIANCE_BETA).addi(fresh.muli((float) (1 - VARIANCE_BETA)));
    }
    double momentumCorrection = 1 - Math.pow(beta, (double) motion.step());
    double varianceCorrection = 1 - Math.pow(VARIANCE_BETA, (double) motion.step());
    NDArray scale = decoupled ? enlarge(buffers.get(2), variance) : variance;
    try (NDArray deviation = scale.sqrt()) {
      deviation.divi((float) Math.sqrt(varianceCorrection)).addi(EPSILON);
      try (NDArray move = momentum.div(deviation)) {
        value.subi(move.muli((float) (motion.rate() / momentumCorrection)));
      }
    }
  }

  private void decay(NDArray value, NDArray gradient, Motion motion) {
    if (motion.weightDecay() == 0) {
      return;
    }
    if (decoupled) {
      value.muli((float) (1 - motion.rate() * motion.weightDecay()));
      return;
    }
    try (NDArray decay = value.mul((float) motion.weightDecay())) {
      gradient.addi(decay);
    }
  }

  private static NDArray enlarge(NDArray largest, NDArray variance) {
    try (NDArray larger = NDArrays.maximum(largest, variance)) {
      return largest.muli(0f).addi(larger);
    }
  }
}
