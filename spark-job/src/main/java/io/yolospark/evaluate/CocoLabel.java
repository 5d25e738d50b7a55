package io.yolospark.evaluate;

/**
 * A labelled object.
 *
 * @param area pixels that the object covers (in COCO that of its outline, not of its box); decides
 *     whether it counts as small, medium or large
 * @param crowd whether this is a group of objects: detections in it are neither right nor wrong
 */
public record CocoLabel(int category, CocoBox box, double area, boolean crowd) {}
