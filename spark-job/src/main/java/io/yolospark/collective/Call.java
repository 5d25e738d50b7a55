package io.yolospark.collective;

/**
 * Who calls whom, and for what.
 *
 * @param caller rank that opened the connection
 * @param callee rank that listened
 * @param stream which of the connections side by side for the same, from 0
 */
record Call(Purpose purpose, int caller, int callee, int stream) {

  /** What a connection is for, with its code in the greeting. */
  enum Purpose {
    HUB(1),
    RING(2),
    LEADERS(3);

    private final int code;

    Purpose(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The first, or the only one of its purpose. */
  Call(Purpose purpose, int caller, int callee) {
    this(purpose, caller, callee, 0);
  }

  int peerOf(int rank) {
    return caller == rank ? callee : caller;
  }
}
