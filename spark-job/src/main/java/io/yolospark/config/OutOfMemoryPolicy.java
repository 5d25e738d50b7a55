package io.yolospark.config;

/** What happens when memory ends in the middle of a run. */
public enum OutOfMemoryPolicy {
  /** The run ends, with exit code 5. */
  FAIL,
  /** The micro-batch, or this rank's validation batch, is halved, and the work done again. */
  SHRINK
}
