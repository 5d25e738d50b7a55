package io.yolospark.train;

import io.yolospark.model.ModelParameter;

/**
 * Fills a model from a hash of the tensors' names: the recipe of the golden rows (specification,
 * section 13).
 */
final class HashFill {

  private HashFill() {}

  /** The value for flat index i under a key, from -1 to 1. */
  static double value(long key, long index) {
    long z = (key * 1_000_003L + index * 7919L + 12345L) & 0xFFFFFFFFL;
    z ^= z >>> 16;
    z = (z * 0x7feb352dL) & 0xFFFFFFFFL;
    z ^= z >>> 15;
    z = (z * 0x846ca68bL) & 0xFFFFFFFFL;
    z ^= z >>> 16;
    return 2 * (double) z / 4294967295.0 - 1;
  }

  /** Pixel values from 0 to 1, row-major. */
  static float[] image(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (0.5 + 0.5 * value(7, i));
    }
    return values;
  }

  /** The values of a tensor, in the range that its role allows. */
  static float[] values(ModelParameter parameter) {
    String name = parameter.name();
    long key = name.chars().sum();
    float[] values = new float[parameter.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value(parameter, key, i);
    }
    return values;
  }

  private static double value(ModelParameter parameter, long key, int i) {
    double r = value(key, i);
    return switch (parameter.role()) {
      case WEIGHT ->
          r
              * Math.sqrt(3)
              * Math.sqrt(2.0 / (parameter.size() / (double) parameter.shape().get(0)));
      case NORM_WEIGHT -> 1 + 0.1 * r;
      case BIAS ->
          parameter.name().matches(".*\\.cv[2-5]\\.\\d\\.2\\.bias")
              ? parameter.initial().value()
              : 0.1 * r;
      case RUNNING_MEAN -> 0.05 * r;
      case RUNNING_VARIANCE -> 1 + 0.2 * r;
    };
  }
}
