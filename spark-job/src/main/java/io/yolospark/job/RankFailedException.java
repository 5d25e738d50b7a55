package io.yolospark.job;

/** A stage ended because a rank failed. Carries the first cause, not the failures that followed. */
public final class RankFailedException extends RuntimeException {

  private final RankFailure failure;

  RankFailedException(RankFailure failure, Throwable cause) {
    super(failure.describe(), cause);
    this.failure = failure;
  }

  /** The first cause. */
  public RankFailure failure() {
    return failure;
  }
}
