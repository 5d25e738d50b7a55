package io.yolospark.evaluate;

import java.util.List;

/**
 * A validation pass over all ranks.
 *
 * @param boxLoss weighted CIoU term of the main branch over the whole split
 * @param clsLoss weighted class term, likewise
 * @param dflLoss weighted distribution focal term, likewise
 * @param batchSizes sizes of the batches that each rank really ran, by rank
 */
public record ValidationOutcome(
    DetectionMetrics metrics,
    double boxLoss,
    double clsLoss,
    double dflLoss,
    List<List<Integer>> batchSizes) {}
