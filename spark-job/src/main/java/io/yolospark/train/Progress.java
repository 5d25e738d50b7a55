package io.yolospark.train;

/**
 * How far training is, for a checkpoint.
 *
 * @param epoch last epoch done, from 0
 * @param steps optimizer steps done
 * @param bestEpoch from 0; -1 before the first validation
 */
record Progress(int epoch, long steps, int bestEpoch, double bestFitness) {}
