package io.yolospark.collective;

/** Why an operation cannot go on, before rank, operation and elapsed time are added to it. */
final class StepFailure extends RuntimeException {

  enum Origin {
    /** This rank's own finding. */
    FOUND,
    /** A connection broke; the cause may lie with another rank, which the hub may know. */
    LOST,
    /** The time limit is over here; who is to blame may be known only to the hub. */
    STALLED,
    /** Another rank has said so. */
    REPORTED
  }

  private final Origin origin;

  StepFailure(Origin origin, String reason) {
    super(reason);
    this.origin = origin;
  }

  StepFailure(Origin origin, String reason, Throwable cause) {
    super(reason, cause);
    this.origin = origin;
  }

  Origin origin() {
    return origin;
  }

  /** The text for the other ranks; it names the rank that found the failure. */
  String report(int rank, Operation operation) {
    return origin == Origin.REPORTED
        ? getMessage()
        : "rank " + rank + " reports at " + operation + ": " + getMessage();
  }
}
