package io.yolospark.model;

import java.util.List;
import java.util.Locale;

/**
 * How large a model is, counted as in the specification, section 2.6.
 *
 * @param parameters elements of all trained tensors, and the 16 constant bins of each head branch
 * @param gflops 2 x multiply-adds of the convolutions for one square image, in 10^9
 * @param side of that image in pixels
 */
public record ModelSize(String variant, long parameters, double gflops, int side) {

  private static final int LEVEL = 3; // in model.LAYER.cv2.LEVEL

  /** Counts a model for images of a side that 32 divides. */
  public static ModelSize of(YoloBlock block, int side) {
    List<Row> rows = Variant.named(block.variant()).rows();
    int[] strides = strides(rows);
    int branches = block.hasAuxiliary() ? 2 : 1;
    long parameters = (long) branches * StateDict.BINS;
    long multiplyAdds = 0;
    for (int stride : HeadBranch.STRIDES) {
      long cells = side / stride;
      // the expectation over the bins is a convolution of the reference
      multiplyAdds += (long) branches * HeadBranch.BOX_CHANNELS * cells * cells;
    }
    for (ModelParameter parameter : block.modelParameters()) {
      if (parameter.role().trained()) {
        parameters += parameter.size();
      }
      if (parameter.role() == Role.WEIGHT) {
        long cells = side / stride(parameter, rows, strides);
        multiplyAdds += cells * cells * parameter.size();
      }
    }
    return new ModelSize(block.variant(), parameters, 2e-9 * multiplyAdds, side);
  }

  /** Of the outputs of every layer, which is where all its convolutions work. */
  static int[] strides(List<Row> rows) {
    int[] strides = new int[rows.size()];
    for (Row row : rows.subList(0, rows.size() - 1)) {
      List<Integer> from = row.from();
      int source = from.get(row.module().equals("CBFuse") ? from.size() - 1 : 0);
      int in = source < 0 ? 1 : strides[source];
      strides[row.index()] =
          switch (row.module()) {
            case "Conv" -> in * row.argument(2);
            case "AConv", "ADown" -> 2 * in;
            case "Upsample" -> in / 2;
            default -> in;
          };
    }
    return strides;
  }

  /** Of the output of a convolution. */
  static int stride(ModelParameter weight, List<Row> rows, int[] strides) {
    boolean head = weight.layer() == rows.size() - 1;
    return head ? headStride(weight) : strides[weight.layer()];
  }

  private static int headStride(ModelParameter parameter) {
    return HeadBranch.STRIDES[Integer.parseInt(parameter.name().split("\\.")[LEVEL])];
  }

  /** One line for a person. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "model %s: %,d parameters, %.2f GFLOPs for one image of %d px (2 per multiply-add)",
        variant,
        parameters,
        gflops,
        side);
  }
}
