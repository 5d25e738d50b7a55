package io.yolospark.job;

/** The cluster cannot run the job as configured (exit code 3); the message says what to change. */
public final class ClusterException extends RuntimeException {

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
