package io.yolospark.collective;

/**
 * Who calls whom, and for what.
 *
 * @param caller rank that opened the connection
 * @param callee rank that listened
 */
record Call(Purpose purpose, int caller, int callee) {

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

  int peerOf(int rank) {
    return caller == rank ? callee : caller;
  }
}
