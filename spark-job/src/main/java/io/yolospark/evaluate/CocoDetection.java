package io.yolospark.evaluate;

/**
 * A detected object.
 *
 * @param score any scale; only the order counts
 */
public record CocoDetection(int category, CocoBox box, double score) {}
