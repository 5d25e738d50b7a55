package io.yolospark.job;

import io.yolospark.config.ModelConfig;
import io.yolospark.config.TrainConfig;
import java.io.Serializable;

/** What a {@link StepProgram} is to measure. */
record StepTask(
    ModelConfig model, TrainConfig train, int classes, int images, int boxes, int threads)
    implements Serializable {}
