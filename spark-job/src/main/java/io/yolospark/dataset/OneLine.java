package io.yolospark.dataset;

/** Messages of exceptions, made fit for one line. */
final class OneLine {

  private OneLine() {}

  /** The first line of the message, or the type where there is none. */
  static String of(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
