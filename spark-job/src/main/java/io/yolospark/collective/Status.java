package io.yolospark.collective;

import java.util.Arrays;
import java.util.Optional;

/** The status word of a frame: how its sender is, in the operation the frame names. */
enum Status {
  /** It takes part. */
  OK(0),
  /** It has failed and takes part in nothing any more; the payload says why. */
  FAILED(1),
  /** Its time limit is over; the payload says what it waited for. */
  STALLED(2),
  /** It has left in good order; the sequence is that of the first operation it misses. */
  LEFT(3),
  /** It is in the operation and nothing moves there; whoever is in an operation answers so too. */
  WAITING(4),
  /** As before, and the payload says who is missing. */
  MISSING(5);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<Status> of(int code) {
    return Arrays.stream(values()).filter(status -> status.code == code).findAny();
  }
}
