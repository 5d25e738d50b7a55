package io.yolospark.model;

/** What a tensor of the model is; decides its optimizer group. */
public enum Role {
  /** BatchNorm beta, and bias of a plain convolution: no weight decay. */
  BIAS,
  /** Convolution weight: weight decay applies. */
  WEIGHT,
  /** BatchNorm gamma: no weight decay. */
  NORM_WEIGHT,
  /** BatchNorm running mean: a buffer, not trained. */
  RUNNING_MEAN,
  /** BatchNorm running variance (unbiased): a buffer, not trained. */
  RUNNING_VARIANCE;

  /** Whether gradients train it. */
  public boolean trained() {
    return this == BIAS || this == WEIGHT || this == NORM_WEIGHT;
  }
}
