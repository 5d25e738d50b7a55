package io.yolospark.train;

/**
 * What one optimizer step came to, on this rank.
 *
 * @param sums over all ranks
 * @param images of this rank
 * @param seconds all of it
 * @param waitSeconds of it, for images
 * @param exposedSeconds of it, for sums over the ranks
 */
record StepFigures(
    StepSums sums, int images, double seconds, double waitSeconds, double exposedSeconds) {}
