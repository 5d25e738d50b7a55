package io.yolospark.train;

import io.yolospark.model.ModelParameter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.TensorSource;
import java.util.Map;

/**
 * A checkpoint in memory.
 *
 * @param location the folder it was read from
 * @param tensors of {@link Checkpoints#STATE}, by name
 */
record CheckpointState(String location, CheckpointManifest manifest, Map<String, Tensor> tensors) {

  /** Before the names of tensors of the moving average. */
  static final String AVERAGE = "ema.";

  Progress progress() {
    return manifest.progress();
  }

  /** The parameters, and the statistics of BatchNorm. */
  TensorSource parameters() {
    return StateDict.strict(location, tensors);
  }

  /** Their moving average. */
  TensorSource average() {
    return parameter -> values(AVERAGE, parameter);
  }

  /** A buffer of the optimizer, laid out as the segment. */
  float[] buffer(String buffer, SegmentLayout layout) {
    float[] flat = new float[layout.size()];
    int offset = 0;
    for (ModelParameter parameter : layout.parameters()) {
      float[] part = values(buffer + ".", parameter);
      System.arraycopy(part, 0, flat, offset, part.length);
      offset += part.length;
    }
    return flat;
  }

  private float[] values(String prefix, ModelParameter parameter) {
    Tensor tensor = tensors.get(prefix + parameter.name());
    if (tensor == null) {
      throw new IllegalStateException(
          "Cannot go on from %s: it lacks %s%s".formatted(location, prefix, parameter.name()));
    }
    return tensor.values();
  }
}
