package io.yolospark.config;

import java.io.Serializable;

/** How a validation pass decodes and scores (defaults: the reference's). */
public record ValidationConfig(
    @Setting(value = "0.001", doc = "Least class score of a candidate.", min = 0, max = 1)
        double confidence,
    @Setting(
            value = "0.7",
            doc = "IoU above which non-maximum suppression drops the weaker box.",
            min = 0,
            max = 1)
        double iou,
    @Setting(value = "300", doc = "Most detections kept per image.", min = 1) int maxDetections,
    @Setting(
            value = "false",
            doc =
                "Letterbox each image to its own least multiple-of-32 rectangle instead of the square; only images of equal shape share a batch.")
        boolean rect,
    @Setting(value = "false", doc = "Whether validate writes its detections as COCO results JSON.")
        boolean saveJson)
    implements Serializable {}
