package io.yolospark.train;

import io.yolospark.model.ModelParameter;
import io.yolospark.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Order of the trained tensors of one segment in its flat array: biases, then weights, then
 * normalisation weights, each in the official order, so that an optimizer group is one contiguous
 * range.
 *
 * @param parameters the tensors in flat order
 * @param weightsStart first element that is a weight (before it: biases)
 * @param normsStart first element that is a normalisation weight
 */
record SegmentLayout(
    String name, List<ModelParameter> parameters, int weightsStart, int normsStart, int size) {

  /** The segments in the order of their first layer. */
  static List<SegmentLayout> of(List<ModelParameter> parameters) {
    Map<String, List<ModelParameter>> bySegment = new LinkedHashMap<>();
    for (ModelParameter parameter : parameters) {
      if (parameter.role().trained()) {
        bySegment.computeIfAbsent(parameter.segment(), key -> new ArrayList<>()).add(parameter);
      }
    }
    List<SegmentLayout> layouts = new ArrayList<>();
    bySegment.forEach((name, members) -> layouts.add(of(name, members)));
    return List.copyOf(layouts);
  }

  private static SegmentLayout of(String name, List<ModelParameter> members) {
    // the sort is stable: within a role the official order stays
    List<ModelParameter> ordered =
        members.stream().sorted(Comparator.comparing(ModelParameter::role)).toList();
    int biases = size(ordered, Role.BIAS);
    int weights = size(ordered, Role.WEIGHT);
    int norms = size(ordered, Role.NORM_WEIGHT);
    return new SegmentLayout(name, ordered, biases, biases + weights, biases + weights + norms);
  }

  /** What the element at an offset belongs to. */
  Role group(long offset) {
    if (offset < weightsStart) {
      return Role.BIAS;
    }
    return offset < normsStart ? Role.WEIGHT : Role.NORM_WEIGHT;
  }

  private static int size(List<ModelParameter> parameters, Role role) {
    return parameters.stream().filter(p -> p.role() == role).mapToInt(ModelParameter::size).sum();
  }
}
