package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import io.yolospark.config.TrainConfig;
import java.util.List;

/** How one array of parameters moves against its gradient. Stateless: the state is in buffers. */
interface UpdateRule {

  /** The rule that the config names. */
  static UpdateRule of(TrainConfig config) {
    double beta = config.momentum();
    return switch (config.optimizer()) {
      case SGD -> new SgdRule();
      case ADAM -> AdamRule.adam(beta);
      case ADAMW -> AdamRule.adamW(beta);
      case LION -> new LionRule(beta);
    };
  }

  /** Names of the buffers that the rule keeps for every array, each as large as the array. */
  List<String> buffers();

  /**
   * Moves {@code value} and renews the buffers, in place.
   *
   * @param gradient may be used as scratch space
   * @param buffers in the order of {@link #buffers()}; zero before the first step
   */
  void apply(NDArray value, NDArray gradient, List<NDArray> buffers, Motion motion);

  /**
   * The numbers of one step of one group of parameters.
   *
   * @param rate learning rate
   * @param momentum as the schedule says; for rules that warm it up
   * @param weightDecay 0 for a group that does not decay
   * @param step from 1
   */
  record Motion(double rate, double momentum, double weightDecay, long step) {}
}
