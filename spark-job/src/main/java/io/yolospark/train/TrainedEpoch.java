package io.yolospark.train;

/**
 * The training steps of an epoch.
 *
 * @param means of this rank; losses are over all ranks
 * @param steps optimizer steps done; fewer than the epoch has if told to stop
 * @param dataWait part of the time, from 0 to 1, that steps waited for images, mean over all ranks
 */
record TrainedEpoch(StepMeter means, int steps, double dataWait) {}
