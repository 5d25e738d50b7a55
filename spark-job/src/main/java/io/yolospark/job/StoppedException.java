package io.yolospark.job;

/** The driver was told to end (SIGTERM) and has; the same command goes on from where it stopped. */
public final class StoppedException extends RuntimeException {

  StoppedException(String message) {
    super(message);
  }
}
