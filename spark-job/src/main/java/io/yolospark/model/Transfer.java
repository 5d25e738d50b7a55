package io.yolospark.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a weight file fits into a model: the tensors of equal name and shape.
 *
 * @param fitting by name
 * @param wanted number of tensors that the model has
 * @param misfits a sentence for each of them that the file does not fill, with the reason
 * @param unused names of tensors in the file that the model has no place for
 */
public record Transfer(
    Map<String, Tensor> fitting, int wanted, List<String> misfits, List<String> unused) {

  /** Compares the tensors of a file with those of a model. */
  public static Transfer of(YoloBlock block, Map<String, Tensor> tensors) {
    Map<String, Tensor> fitting = new HashMap<>();
    List<String> misfits = new ArrayList<>();
    for (ModelParameter parameter : block.modelParameters()) {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor == null) {
        misfits.add(parameter.name() + ": not in the file");
      } else if (!Arrays.equals(tensor.shape(), parameter.shape().getShape())) {
        misfits.add(
            "%s: shape %s in the file, %s in the model"
                .formatted(
                    parameter.name(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(parameter.shape().getShape())));
      } else {
        fitting.put(parameter.name(), tensor);
      }
    }
    return new Transfer(
        fitting, block.modelParameters().size(), misfits, unused(block, tensors.keySet()));
  }

  private static List<String> unused(YoloBlock block, Set<String> names) {
    Set<String> known = StateDict.names(block);
    return names.stream().filter(name -> !known.contains(name)).toList();
  }

  /** The fitting tensors; others from {@code fallback}. */
  public TensorSource over(TensorSource fallback) {
    return parameter -> {
      Tensor tensor = fitting.get(parameter.name());
      return tensor == null ? fallback.values(parameter) : tensor.values();
    };
  }

  /** One line for a person. */
  public String summary() {
    return "transferred %d of %d tensors; the file has %d more"
        .formatted(fitting.size(), wanted, unused.size());
  }
}
