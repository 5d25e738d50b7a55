package io.yolospark.config;

/** What computes the parts of the network. */
public enum OpsKind {
  /** A small TorchScript library, which does a convolution and what follows it in one call. */
  FUSED,
  /** One call of DJL for each operation. */
  PLAIN
}
