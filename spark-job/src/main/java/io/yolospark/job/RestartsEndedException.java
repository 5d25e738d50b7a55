package io.yolospark.job;

/** Ranks failed, and another restart is not worth it or not allowed; the message says why. */
public final class RestartsEndedException extends RuntimeException {

  RestartsEndedException(String message, Throwable cause) {
    super(message, cause);
  }
}
