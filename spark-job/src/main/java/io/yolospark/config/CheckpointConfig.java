package io.yolospark.config;

import java.io.Serializable;

/** Checkpoints. */
public record CheckpointConfig(
    @Setting(
            value = "1",
            doc =
                "Write one after every so many epochs, or after every such time (10m), then within an epoch too; there is always one after the last epoch.")
        CheckpointInterval every,
    @Setting(
            value = "2",
            doc = "Newest checkpoints kept, beside the one of the best epoch.",
            min = 1)
        int keep)
    implements Serializable {}
