package io.yolospark.loss;

import ai.djl.ndarray.NDArray;

/**
 * Loss of one micro-step on one rank.
 *
 * @param total 0-dimensional float32, to call backward on: the sum of the terms times the images of
 *     all ranks
 * @param box weighted box (CIoU) term; this rank's part: the values of all ranks add up
 * @param cls weighted class (BCE) term, likewise
 * @param dfl weighted distribution focal term, likewise
 */
public record LossValue(NDArray total, float box, float cls, float dfl) {}
