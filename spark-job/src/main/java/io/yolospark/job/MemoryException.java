package io.yolospark.job;

/** The run does not fit the memory of its ranks; the message is for the user. */
public final class MemoryException extends RuntimeException {

  MemoryException(String message) {
    super(message);
  }
}
