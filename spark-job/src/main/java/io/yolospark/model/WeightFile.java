package io.yolospark.model;

import java.util.Map;

/**
 * What a safetensors file holds.
 *
 * @param metadata the file's own texts, in their order
 * @param tensors by name, in the order of their data
 */
public record WeightFile(Map<String, String> metadata, Map<String, Tensor> tensors) {}
