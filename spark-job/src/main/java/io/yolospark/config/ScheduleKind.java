package io.yolospark.config;

/** How the learning rate goes from its first to its last value over the epochs. */
public enum ScheduleKind {
  /** A straight line. */
  LINEAR,
  /** Half a cosine wave. */
  COSINE,
  /** Constant over the first half, half a cosine wave over the second. */
  FLAT_COSINE,
  /** Constant. */
  FIXED
}
