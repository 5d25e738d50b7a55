package io.yolospark.dataset;

import java.io.IOException;

/** An image file that cannot be used; the message is one line for the user. */
final class BadImageException extends IOException {

  private final ProblemKind kind;

  BadImageException(ProblemKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ProblemKind kind() {
    return kind;
  }
}
