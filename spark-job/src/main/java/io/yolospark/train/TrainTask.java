package io.yolospark.train;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import java.io.Serializable;
import java.util.List;

/**
 * Everything a rank needs to know to train; the same on every rank.
 *
 * @param checkpoint where training goes on from; null to start
 * @param learningRateFactor what all learning rates are multiplied by: below 1 after roll-backs
 */
public record TrainTask(
    JobConfig config,
    BatchPlan plan,
    List<ImageRecord> trainRecords,
    List<ImageRecord> validationRecords,
    Checkpoint checkpoint,
    double learningRateFactor)
    implements Serializable {}
