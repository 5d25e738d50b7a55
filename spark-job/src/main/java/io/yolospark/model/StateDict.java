package io.yolospark.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The official state_dict of a model: names, order and constant entries (specification, section
 * 2.7).
 */
public final class StateDict {

  static final int BINS = 16;

  private StateDict() {}

  /**
   * Every entry in official order, also the constant ones.
   *
   * @param updates value of every {@code num_batches_tracked}
   */
  public static List<Tensor> of(YoloBlock block, TensorSource source, long updates) {
    List<Tensor> tensors = new ArrayList<>();
    for (ModelParameter parameter : block.modelParameters()) {
      tensors.add(
          new Tensor(parameter.name(), parameter.shape().getShape(), source.values(parameter)));
      if (parameter.role() == Role.RUNNING_VARIANCE) {
        tensors.add(new Tensor(counter(parameter), new long[0], new float[] {updates}));
      }
    }
    constants(block).forEach(name -> tensors.add(bins(name)));
    return tensors;
  }

  /** The names of every entry. */
  static Set<String> names(YoloBlock block) {
    Set<String> names = new HashSet<>(constants(block));
    for (ModelParameter parameter : block.modelParameters()) {
      names.add(parameter.name());
      if (parameter.role() == Role.RUNNING_VARIANCE) {
        names.add(counter(parameter));
      }
    }
    return names;
  }

  private static String counter(ModelParameter runningVariance) {
    return runningVariance.name().replace(".running_var", ".num_batches_tracked");
  }

  private static List<String> constants(YoloBlock block) {
    List<ModelParameter> all = block.modelParameters();
    String head = "model." + all.get(all.size() - 1).layer() + ".";
    return block.hasAuxiliary()
        ? List.of(head + "dfl.conv.weight", head + "dfl2.conv.weight")
        : List.of(head + "dfl.conv.weight");
  }

  /**
   * Channels of the class branch that weights of a variant were made with: not always those of the
   * formula.
   *
   * @return 0 where the tensors do not tell
   */
  public static int classWidth(String variant, Map<String, Tensor> tensors) {
    int head = Variant.named(variant).rows().size() - 1;
    Tensor first = tensors.get("model." + head + ".cv3.0.0.conv.weight");
    return first == null || first.shape().length != 4 ? 0 : Math.toIntExact(first.shape()[0]);
  }

  private static Tensor bins(String name) {
    float[] bins = new float[BINS];
    for (int i = 0; i < BINS; i++) {
      bins[i] = i;
    }
    return new Tensor(name, new long[] {1, BINS, 1, 1}, bins);
  }

  /**
   * A source that demands every tensor of a model in its exact shape.
   *
   * @param name what messages call the file
   */
  public static TensorSource strict(String name, Map<String, Tensor> tensors) {
    return parameter -> {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor == null) {
        throw new InvalidWeightsException(
            "Cannot use weights " + name + ": no tensor " + parameter.name());
      }
      if (!Arrays.equals(tensor.shape(), parameter.shape().getShape())) {
        throw new InvalidWeightsException(
            "Cannot use weights "
                + name
                + ": "
                + parameter.name()
                + " has shape "
                + Arrays.toString(tensor.shape())
                + ", the model has "
                + parameter.shape());
      }
      return tensor.values();
    };
  }
}
