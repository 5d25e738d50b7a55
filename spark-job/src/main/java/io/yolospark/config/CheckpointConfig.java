package io.yolospark.config;

import java.io.Serializable;

/** Checkpoints. */
public record CheckpointConfig(
    @Setting(
            value = "1",
            doc = "Write one after every so many epochs, and after the last.",
            min = 1)
        int every,
    @Setting(value = "2", doc = "Newest checkpoints kept.", min = 1) int keep)
    implements Serializable {}
