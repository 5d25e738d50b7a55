package io.yolospark.model;

/** Where the values of a model's tensors come from. */
@FunctionalInterface
public interface TensorSource {

  /** Row-major values of one tensor. */
  float[] values(ModelParameter parameter);
}
