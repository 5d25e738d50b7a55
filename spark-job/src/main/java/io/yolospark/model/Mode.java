package io.yolospark.model;

/** What a forward pass is for. */
public enum Mode {
  /** BatchNorm by batch statistics (running ones are updated); all branches. */
  TRAIN,
  /** BatchNorm by running statistics; all branches. */
  FROZEN,
  /** BatchNorm by running statistics; the auxiliary branch is not computed. */
  INFER
}
