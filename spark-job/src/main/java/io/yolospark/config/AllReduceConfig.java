package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** Gradient exchange between ranks. */
public record AllReduceConfig(
    @Setting(value = "60s", doc = "Longest wait for a peer in one operation.") Duration timeout)
    implements Serializable {}
