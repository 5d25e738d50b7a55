package io.yolospark.train;

/**
 * What one optimizer step came to, on this rank.
 *
 * @param losses box, class and distribution focal terms, means over all ranks
 * @param images of this rank
 * @param seconds all of it
 * @param waitSeconds of it, for images
 * @param exposedSeconds of it, for sums over the ranks
 * @param stop whether one of the ranks was told to stop; the same on all
 */
record StepFigures(
    double[] losses,
    int images,
    double seconds,
    double waitSeconds,
    double exposedSeconds,
    boolean stop) {}
