package io.yolospark.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Folds every BatchNorm into its convolution, and the two branches of every RepConvN into one 3x3
 * convolution (specification, sections 1.1 and 2.7). Sums are in double precision.
 */
public final class Fusing {

  private static final String WEIGHT = ".conv.weight";
  private static final String NORM = ".bn.";
  private static final int KERNEL = 9;
  private static final int CENTRE = 4;

  private final Map<String, Tensor> tensors;

  private Fusing(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Whether tensors are those of a fused model: none belongs to a BatchNorm. */
  public static boolean isFused(Map<String, Tensor> tensors) {
    return tensors.keySet().stream().noneMatch(name -> name.contains(NORM));
  }

  /**
   * The tensors of the fused model, in the official order of theirs.
   *
   * @throws InvalidWeightsException if a BatchNorm is not whole
   */
  public static Map<String, Tensor> apply(Map<String, Tensor> tensors) {
    return new Fusing(tensors).apply();
  }

  private Map<String, Tensor> apply() {
    Map<String, Tensor> fused = new LinkedHashMap<>();
    for (Tensor tensor : tensors.values()) {
      String name = tensor.name();
      if (name.contains(NORM) || name.endsWith(".conv2" + WEIGHT)) {
        continue;
      }
      String module =
          name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
      if (!tensors.containsKey(module + ".bn.weight")) {
        fused.put(name, tensor);
      } else if (module.endsWith(".conv1")) {
        String rep = module.substring(0, module.length() - ".conv1".length());
        put(fused, rep, sum(folded(module), folded(rep + ".conv2")));
      } else {
        put(fused, module, folded(module));
      }
    }
    return fused;
  }

  private static void put(Map<String, Tensor> fused, String module, Folded folded) {
    String weight = module + WEIGHT;
    String bias = module + ".conv.bias";
    fused.put(weight, new Tensor(weight, folded.shape, floats(folded.weight)));
    fused.put(bias, new Tensor(bias, new long[] {folded.shape[0]}, floats(folded.bias)));
  }

  /** A convolution with the BatchNorm that follows it: w g / s, and b - m g / s. */
  private Folded folded(String module) {
    Tensor conv = tensor(module + WEIGHT);
    float[] gamma = tensor(module + ".bn.weight").values();
    float[] beta = tensor(module + ".bn.bias").values();
    float[] mean = tensor(module + ".bn.running_mean").values();
    float[] variance = tensor(module + ".bn.running_var").values();
    int outputs = gamma.length;
    int each = conv.values().length / outputs;
    double[] weight = new double[conv.values().length];
    double[] bias = new double[outputs];
    for (int out = 0; out < outputs; out++) {
      double scale = gamma[out] / Math.sqrt((double) variance[out] + BatchNormalization.EPSILON);
      for (int i = out * each; i < (out + 1) * each; i++) {
        weight[i] = conv.values()[i] * scale;
      }
      bias[out] = beta[out] - mean[out] * scale;
    }
    return new Folded(conv.shape(), weight, bias);
  }

  /** A 3x3 convolution plus a 1x1 one, which is a 3x3 one with a single value at its centre. */
  private static Folded sum(Folded wide, Folded narrow) {
    for (int i = 0; i < narrow.weight.length; i++) {
      wide.weight[KERNEL * i + CENTRE] += narrow.weight[i];
    }
    for (int i = 0; i < wide.bias.length; i++) {
      wide.bias[i] += narrow.bias[i];
    }
    return wide;
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidWeightsException("Cannot fuse weights: no tensor " + name);
    }
    return tensor;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private record Folded(long[] shape, double[] weight, double[] bias) {}
}
