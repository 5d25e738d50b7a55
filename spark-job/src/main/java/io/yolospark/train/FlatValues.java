package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import io.yolospark.model.ModelParameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A copy of flat arrays on the host, which does not change any more. Thread-safe. */
record FlatValues(List<Part> parts) {

  /** One array, and the tensors that it consists of, in order. */
  record Part(List<ModelParameter> order, float[] values) {

    static Part of(List<ModelParameter> order, NDArray flat) {
      return new Part(order, flat.toFloatArray());
    }

    private void forEach(BiConsumer<ModelParameter, float[]> consumer) {
      int offset = 0;
      for (ModelParameter parameter : order) {
        int end = offset + parameter.size();
        consumer.accept(parameter, Arrays.copyOfRange(values, offset, end));
        offset = end;
      }
    }
  }

  /** A copy of arrays that are laid out as segments are. */
  static FlatValues of(List<SegmentLayout> layouts, List<NDArray> arrays) {
    Part[] parts = new Part[arrays.size()];
    Arrays.setAll(parts, i -> Part.of(layouts.get(i).parameters(), arrays.get(i)));
    return new FlatValues(List.of(parts));
  }

  /** Hands over every tensor, in the order of the arrays. */
  void forEach(BiConsumer<ModelParameter, float[]> consumer) {
    parts.forEach(part -> part.forEach(consumer));
  }

  /** Every tensor by its official name. */
  Map<String, float[]> byName() {
    Map<String, float[]> values = new HashMap<>();
    forEach((parameter, own) -> values.put(parameter.name(), own));
    return values;
  }
}
