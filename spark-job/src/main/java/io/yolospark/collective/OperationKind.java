package io.yolospark.collective;

import java.util.Arrays;
import java.util.Optional;

/** What a frame on the wire belongs to. Codes are part of the protocol. */
enum OperationKind {
  /** Between operations. */
  NONE(0, "no operation"),
  ALL_REDUCE(1, "all-reduce"),
  CONTROL(2, "control word"),
  ALL_GATHER(3, "all-gather"),
  BROADCAST(4, "broadcast"),
  BROADCAST_BUFFER(5, "buffer broadcast"),
  BARRIER(6, "barrier"),
  EXACT_ALL_REDUCE(7, "exact all-reduce");

  private final int code;
  private final String text;

  OperationKind(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  static Optional<OperationKind> of(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
  }

  @Override
  public String toString() {
    return text;
  }
}
