package io.yolospark.train;

/**
 * Memory ended in an optimizer step, on one rank or more; thrown on every rank at the same place.
 * Nothing of the step is left: gradients are cleared, statistics as they were.
 */
final class StepOutOfMemory extends RuntimeException {

  private final int images;

  /**
   * An outage that all ranks agree on.
   *
   * @param where phase and rank
   * @param images largest number of a forward pass in the step
   * @param cause this rank's own, or null
   */
  StepOutOfMemory(String where, int images, Throwable cause) {
    super(where, cause);
    this.images = images;
  }

  int images() {
    return images;
  }
}
