package io.yolospark.config;

import java.io.Serializable;

/**
 * Augmentation of training images; each is seeded by (seed, epoch, record), never by thread timing.
 */
public record AugmentConfig(
    @Setting(value = "1.0", doc = "Probability of a mosaic of four images.", min = 0, max = 1)
        double mosaic,
    @Setting(value = "0.9", doc = "Scale is drawn from 1 - this to 1 + this.", min = 0, max = 0.99)
        double scale,
    @Setting(
            value = "0.1",
            doc = "Translation is drawn from -this to +this, as a fraction of the side.",
            min = 0,
            max = 0.9)
        double translate,
    @Setting(value = "0.015", doc = "Hue gain.", min = 0, max = 1) double hsvHue,
    @Setting(value = "0.7", doc = "Saturation gain.", min = 0, max = 1) double hsvSaturation,
    @Setting(value = "0.4", doc = "Value gain.", min = 0, max = 1) double hsvValue,
    @Setting(value = "0.5", doc = "Probability of a left-right flip.", min = 0, max = 1)
        double flipHorizontal)
    implements Serializable {}
