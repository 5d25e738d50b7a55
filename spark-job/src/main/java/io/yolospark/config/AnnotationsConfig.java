package io.yolospark.config;

import java.io.Serializable;

/** COCO annotation files, one a split; relative to the dataset's root. */
public record AnnotationsConfig(
    @Setting(value = "null", doc = "Of the training split.") String train,
    @Setting(value = "null", doc = "Of the validation split.") String val,
    @Setting(value = "null", doc = "Of the test split.") String test)
    implements Serializable {}
