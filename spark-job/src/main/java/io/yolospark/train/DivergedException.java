package io.yolospark.train;

/**
 * Training met what is not finite: a loss, a gradient, or a parameter. No step was made with it;
 * every rank throws this at the same moment. The message is one line for the user.
 */
public final class DivergedException extends RuntimeException {

  public DivergedException(String message) {
    super(message);
  }
}
