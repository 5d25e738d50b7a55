package io.yolospark.train;

/**
 * Training cannot go on, for a reason that is the training's own; the message is one line for the
 * user.
 */
public final class TrainingFailedException extends RuntimeException {

  TrainingFailedException(String message) {
    super(message);
  }
}
