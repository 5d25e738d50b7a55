package io.yolospark.dataset;

/**
 * The dataset as a whole cannot be used. The message is one line for the user: the descriptor's
 * key, the value, and what to do.
 */
public final class InvalidDatasetException extends RuntimeException {

  public InvalidDatasetException(String message) {
    super(message);
  }

  public InvalidDatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
