package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** Gradient exchange between ranks. */
public record AllReduceConfig(
    @Setting(value = "60s", doc = "Longest wait for a peer in one operation.") Duration timeout)
    implements Serializable {

  /** The same with another time limit. */
  public AllReduceConfig waiting(Duration limit) {
    return new AllReduceConfig(limit);
  }

  /** The defaults, with another time limit. */
  public static AllReduceConfig within(Duration timeout) {
    return new AllReduceConfig(timeout);
  }
}
