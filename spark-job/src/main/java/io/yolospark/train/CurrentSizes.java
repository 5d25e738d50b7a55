package io.yolospark.train;

/**
 * The batch sizes that a run has come to, for its checkpoint: the plan's, or smaller ones since
 * memory ended.
 *
 * @param microBatch images of a forward pass in training, on every rank
 * @param validationBatch images of a forward pass in validation, on the rank that has the least;
 *     null where no rank has shrunk
 */
record CurrentSizes(int microBatch, Integer validationBatch) {}
