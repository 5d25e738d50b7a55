package io.yolospark.config;

import java.io.Serializable;

/** Reading and preparing images on each executor. */
public record LoaderConfig(
    @Setting(value = "1", doc = "Worker threads that decode and augment.", min = 1, max = 256)
        int workers,
    @Setting(value = "4", doc = "Batches prepared ahead.", min = 1, max = 256) int prefetch)
    implements Serializable {}
