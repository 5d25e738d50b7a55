package io.yolospark.model;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Estimated elements of the feature maps of one square image.
 *
 * @param training kept from forward to backward: of every convolution its output, that output
 *     normalised, and its activation, which the next one reads; and the joined maps that pointwise
 *     convolutions read
 * @param inference most that is alive at one time: the largest map, in four forms
 */
public record ActivationSize(long training, long inference) {

  private static final int FORMS = 3;
  private static final int ALIVE = 4;

  /** Estimates a model for images of a side that 32 divides. */
  public static ActivationSize of(YoloBlock block, int side) {
    List<Row> rows = Variant.named(block.variant()).rows();
    int[] strides = ModelSize.strides(rows);
    long training = 0;
    long largest = 0;
    for (ModelParameter parameter : block.modelParameters()) {
      if (parameter.role() == Role.WEIGHT) {
        Shape shape = parameter.shape();
        long cells = side / ModelSize.stride(parameter, rows, strides);
        long output = cells * cells * shape.get(0);
        boolean pointwise = shape.get(2) == 1;
        training += FORMS * output + (pointwise ? cells * cells * shape.get(1) : 0);
        largest = Math.max(largest, output);
      }
    }
    return new ActivationSize(training, ALIVE * largest);
  }
}
