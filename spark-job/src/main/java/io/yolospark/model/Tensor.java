package io.yolospark.model;

import java.util.Arrays;

/**
 * A named tensor of float32 values, row-major. Whole numbers of other types are carried as floats
 * where they fit.
 *
 * @param shape empty for a scalar
 */
public record Tensor(String name, long[] shape, float[] values) {

  /** Checks that shape and values agree. */
  public Tensor {
    long size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    if (size != values.length) {
      throw new IllegalArgumentException(
          "Invalid tensor "
              + name
              + ": "
              + values.length
              + " values for shape "
              + Arrays.toString(shape));
    }
  }
}
