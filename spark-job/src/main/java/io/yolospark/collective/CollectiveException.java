package io.yolospark.collective;

/** A collective operation failed; the message names rank, peer, operation and elapsed time. */
public final class CollectiveException extends RuntimeException {

  public CollectiveException(String message) {
    super(message);
  }

  public CollectiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
