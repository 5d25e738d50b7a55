package io.yolospark.device;

/** Memory ended; the message is for the user. */
public final class OutOfMemoryException extends RuntimeException {

  public OutOfMemoryException(String message) {
    super(message);
  }

  public OutOfMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
