package io.yolospark.config;

import java.io.Serializable;

/**
 * A set that is drawn when it is missing. Its classes are the first shapes the painter knows, in
 * the order of names.
 */
public record SyntheticConfig(
    @Setting(value = "240", doc = "Training images.", min = 1, max = 1000000) int trainImages,
    @Setting(value = "60", doc = "Validation images.", min = 1, max = 1000000) int valImages,
    @Setting(value = "160", doc = "Longer side of the images in pixels.", min = 32, max = 4096)
        int imageSide,
    @Setting(value = "0", doc = "Seed of the drawing.", min = 0) long seed)
    implements Serializable {}
