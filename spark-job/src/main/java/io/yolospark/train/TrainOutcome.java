package io.yolospark.train;

import io.yolospark.evaluate.DetectionMetrics;
import java.io.Serializable;
import java.util.List;

/**
 * How training ended; the same on every rank.
 *
 * @param epochs epochs done
 * @param bestEpoch from 0
 * @param best metrics of the best epoch
 * @param validationBatches sizes of the validation batches that each rank really ran in the last
 *     pass, by rank
 */
public record TrainOutcome(
    int epochs, int bestEpoch, DetectionMetrics best, List<List<Integer>> validationBatches)
    implements Serializable {}
