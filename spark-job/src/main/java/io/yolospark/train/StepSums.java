package io.yolospark.train;

/**
 * What the ranks have agreed on when the gradients of an optimizer step are there, before it
 * changes anything.
 *
 * @param losses box, class and distribution focal terms: means over the micro-steps, over all ranks
 * @param fault what is not finite and on which ranks, so that the gradients must not be used; null
 *     if everything is finite
 * @param stop whether one of the ranks was told to stop
 * @param checkpoint whether a checkpoint is due on one of them
 */
record StepSums(double[] losses, String fault, boolean stop, boolean checkpoint) {}
