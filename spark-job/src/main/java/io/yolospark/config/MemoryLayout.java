package io.yolospark.config;

/** How feature maps lie in memory. */
public enum MemoryLayout {
  /** All channels of a pixel together (NHWC). */
  CHANNELS_LAST,
  /** One plane for each channel (NCHW). */
  CONTIGUOUS
}
