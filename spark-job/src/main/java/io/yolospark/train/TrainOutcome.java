package io.yolospark.train;

import io.yolospark.evaluate.DetectionMetrics;
import java.io.Serializable;
import java.util.List;

/**
 * How training ended; the same on every rank.
 *
 * @param finished false if it was told to stop, and has left a checkpoint
 * @param epochs epochs done
 * @param bestEpoch from 0; -1 before the first validation
 * @param best metrics of the best epoch; null before the first validation
 * @param validationBatches sizes of the validation batches that each rank really ran in the last
 *     pass, by rank
 */
public record TrainOutcome(
    boolean finished,
    int epochs,
    int bestEpoch,
    DetectionMetrics best,
    List<List<Integer>> validationBatches)
    implements Serializable {}
