package io.yolospark.config;

/** What floats of the gradient are between hosts. */
public enum WireFormat {
  /** As they are: exact. */
  FP32,
  /** IEEE 754 half precision: 11 bits of precision, 6e-8 to 65504. */
  FP16,
  /** bfloat16: 8 bits of precision, the range of fp32. */
  BF16
}
