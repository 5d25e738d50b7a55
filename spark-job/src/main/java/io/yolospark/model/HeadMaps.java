package io.yolospark.model;

import ai.djl.ndarray.NDList;

/**
 * Raw outputs of the heads: one map per level (strides 8, 16, 32), each (B, 64 + classes, h, w),
 * box channels first.
 *
 * @param auxiliary null where the model has no auxiliary branch or it was not computed
 */
public record HeadMaps(NDList main, NDList auxiliary) {}
