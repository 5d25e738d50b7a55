package io.yolospark.config;

/** What a rank computes on; never guessed. */
public enum DeviceKind {
  CPU,
  GPU
}
