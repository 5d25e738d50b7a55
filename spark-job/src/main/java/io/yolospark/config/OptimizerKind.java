package io.yolospark.config;

/** How gradients move the parameters. */
public enum OptimizerKind {
  SGD,
  ADAM,
  ADAMW,
  LION
}
