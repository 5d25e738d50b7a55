package io.yolospark.model;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How a tensor starts: uniform in [-value, value], or the constant value.
 *
 * @param random whether it is drawn
 */
public record Initial(boolean random, float value) {

  static Initial uniform(double bound) {
    return new Initial(true, (float) bound);
  }

  static Initial constant(double value) {
    return new Initial(false, (float) value);
  }

  /** The first values of the tensor of that name; they depend on nothing but name and seed. */
  public float[] draw(String name, long seed, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    if (random) {
      SplittableRandom generator = new SplittableRandom(31 * seed + name.hashCode());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * generator.nextDouble() - 1) * value);
      }
    } else {
      Arrays.fill(values, value);
    }
    return values;
  }
}
