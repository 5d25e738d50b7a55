package io.yolospark.evaluate;

/**
 * What one rank found on its share of the validation images.
 *
 * @param batchSizes sizes of the batches it really ran, in order
 * @param lossSums box, class and distribution focal terms, weighted, and the target scores that
 *     normalise them
 */
record RankValidation(ValidationStatistics statistics, int[] batchSizes, double[] lossSums) {}
