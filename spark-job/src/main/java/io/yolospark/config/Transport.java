package io.yolospark.config;

/** What gradients travel by. */
public enum Transport {
  /** Memory-mapped files between ranks of one host, TCP between hosts. */
  AUTO,
  /** TCP between all ranks, on one host too. */
  TCP,
  /** Memory-mapped files between all ranks; they have to be on one host. */
  SHARED_MEMORY
}
