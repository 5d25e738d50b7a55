package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** Gradient exchange between ranks. */
public record AllReduceConfig(
    @Setting(value = "60s", doc = "Longest wait for a peer in one operation.") Duration timeout,
    @Setting(
            value = "true",
            doc =
                "Whether a part of the gradient is exchanged while backward still computes the others.")
        boolean overlap)
    implements Serializable {

  /** The defaults, with another time limit. */
  public static AllReduceConfig within(Duration timeout) {
    return new AllReduceConfig(timeout, true);
  }
}
