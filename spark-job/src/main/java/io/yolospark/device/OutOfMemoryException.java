package io.yolospark.device;

/** Memory ended, and the run may not go on with less; the message is for the user. */
public final class OutOfMemoryException extends RuntimeException {

  public OutOfMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
