package io.yolospark.config;

/** Where executors keep decoded, resized images between epochs. */
public enum CacheKind {
  /** Nowhere: every use reads and decodes the file. */
  NONE,
  /** On the Java heap. */
  MEMORY,
  /** In a file on a local disk, which is gone when the executor ends. */
  DISK
}
