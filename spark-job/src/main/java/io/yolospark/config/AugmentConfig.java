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
    @Setting(
            value = "0.0",
            doc = "Rotation is drawn from -this to +this, in degrees.",
            min = 0,
            max = 180)
        double degrees,
    @Setting(
            value = "0.0",
            doc = "Shear along each axis is drawn from -this to +this, in degrees.",
            min = 0,
            max = 60)
        double shear,
    @Setting(
            value = "0.0",
            doc =
                "Perspective terms are drawn from -this to +this; at most 0.4 / model.image-size, where the picture still has no horizon.",
            min = 0,
            max = 0.00625)
        double perspective,
    @Setting(
            value = "0.15",
            doc = "Probability that a mosaic is blended with a second one.",
            min = 0,
            max = 1)
        double mixup,
    @Setting(
            value = "0.3",
            doc =
                "Fraction of a mosaic's objects pasted again, mirrored, where they hide little; only objects with polygons.",
            min = 0,
            max = 1)
        double copyPaste,
    @Setting(value = "0.01", doc = "Probability of a box blur.", min = 0, max = 1) double blur,
    @Setting(value = "0.01", doc = "Probability of a median blur.", min = 0, max = 1)
        double medianBlur,
    @Setting(value = "0.01", doc = "Probability of a grey image.", min = 0, max = 1) double grey,
    @Setting(
            value = "0.01",
            doc = "Probability of adaptive histogram equalisation (CLAHE) of the lightness.",
            min = 0,
            max = 1)
        double clahe,
    @Setting(value = "0.015", doc = "Hue gain.", min = 0, max = 1) double hsvHue,
    @Setting(value = "0.7", doc = "Saturation gain.", min = 0, max = 1) double hsvSaturation,
    @Setting(value = "0.4", doc = "Value gain.", min = 0, max = 1) double hsvValue,
    @Setting(value = "0.0", doc = "Probability of an upside-down flip.", min = 0, max = 1)
        double flipVertical,
    @Setting(value = "0.5", doc = "Probability of a left-right flip.", min = 0, max = 1)
        double flipHorizontal)
    implements Serializable {}
