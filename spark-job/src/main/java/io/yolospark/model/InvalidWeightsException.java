package io.yolospark.model;

/** A weight file is malformed or does not fit the model; the message is one line for the user. */
public final class InvalidWeightsException extends RuntimeException {

  /** One line: the file or tensor, what is wrong, what was expected. */
  public InvalidWeightsException(String message) {
    super(message);
  }
}
