package io.yolospark.collective;

import java.nio.Buffer;
import java.util.Objects;

/** Checks of what callers pass; they come before anything is sent. */
final class Arguments {

  private Arguments() {}

  static void requireWritable(Buffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("Cannot receive into a read-only buffer: " + buffer);
    }
  }

  static void requireControl(double[] control) {
    if (control.length > Collective.CONTROL_LIMIT) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot reduce a control word of %d elements: at most %d",
              control.length, Collective.CONTROL_LIMIT));
    }
  }

  static void requireRoot(int root, int worldSize) {
    if (root < 0 || root >= worldSize) {
      throw new IllegalArgumentException(
          String.format("Cannot broadcast from rank %d: ranks are 0 to %d", root, worldSize - 1));
    }
  }

  static void requirePayload(byte[] payload) {
    Objects.requireNonNull(payload, "the root's payload");
  }
}
