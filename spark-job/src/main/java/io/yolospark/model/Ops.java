package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import io.yolospark.config.ModelConfig;
import io.yolospark.config.OpsKind;

/**
 * What the network asks for: convolutions and what follows them. Arguments stay the caller's;
 * results attach to the manager of the first. Maps are (B, channels, h, w) float32. Thread-safe.
 */
public interface Ops {

  /** Single DJL operations. */
  static Ops plain() {
    return PlainOps.INSTANCE;
  }

  /** The operations that a config names. */
  static Ops of(ModelConfig config) {
    return config.ops() == OpsKind.PLAIN ? plain() : FusedOps.of(config.precision());
  }

  /**
   * A convolution of stride 1 that keeps height and width.
   *
   * @param weight (out, in / groups, k, k) with odd k
   * @param bias (out), or null
   */
  NDArray convolve(NDArray x, NDArray weight, NDArray bias);

  /**
   * SiLU of a convolution whose BatchNorm is part of it.
   *
   * @param stride 1 or 2
   */
  NDArray convolveSilu(NDArray x, NDArray weight, NDArray bias, int stride);

  /**
   * SiLU of BatchNorm of a convolution.
   *
   * @param stride 1 or 2
   * @param batchStatistics normalise by the batch and update the running statistics; else by those
   */
  NDArray normalizedSilu(NDArray x, Normalized conv, int stride, boolean batchStatistics);

  /** SiLU of the sum of two convolutions of stride 1, each with its own BatchNorm. */
  NDArray branchesSilu(NDArray x, Normalized first, Normalized second, boolean batchStatistics);

  /**
   * Tensors of a convolution without bias, and of the BatchNorm that follows it.
   *
   * @param mean running mean, updated in place
   * @param variance running variance, likewise
   */
  record Normalized(NDArray weight, NDArray gamma, NDArray beta, NDArray mean, NDArray variance) {}
}
