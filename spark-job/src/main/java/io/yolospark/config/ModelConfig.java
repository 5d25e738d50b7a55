package io.yolospark.config;

import java.io.Serializable;

/** The detector. */
public record ModelConfig(
    @Setting(value = "yolov9-t", doc = "Variant: gelan-t/s/m/c/e or yolov9-t/s/m/c/e.")
        String variant,
    @Setting(
            value = "640",
            doc = "Side of the square network input in pixels, a multiple of 32.",
            min = 64,
            max = 4096)
        int imageSize)
    implements Serializable {}
