package io.yolospark.config;

/** Numbers that convolutions compute with; all else is computed in float32. */
public enum Precision {
  /** 24 bits of mantissa. */
  FP32,
  /** 8 bits of mantissa, the range of fp32. */
  BF16,
  /** 11 bits of mantissa, up to 65504; the loss is scaled so that gradients stay in its range. */
  FP16
}
