package io.yolospark.train;

/**
 * What an optimizer step uses.
 *
 * @param bias learning rate of biases (group 0)
 * @param other learning rate of weights and normalisation weights (groups 1 and 2)
 */
record Rates(double bias, double other, double momentum) {

  /** The same with other learning rates. */
  Rates times(double factor) {
    return new Rates(bias * factor, other * factor, momentum);
  }
}
