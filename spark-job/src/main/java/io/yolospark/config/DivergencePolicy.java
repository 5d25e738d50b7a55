package io.yolospark.config;

/** What happens where a loss or a gradient is not finite. */
public enum DivergencePolicy {
  /** The run ends, with exit code 6. */
  FAIL,
  /** Training goes on from the newest checkpoint, with a lower learning rate. */
  ROLL_BACK
}
