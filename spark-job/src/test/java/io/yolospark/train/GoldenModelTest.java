package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden rows of the specification, section 13: eval maps of models filled by hash. */
class GoldenModelTest {

  @ParameterizedTest
  @CsvSource({
    "gelan-t, -5.969213, 6.231242, -5.192594, 5.538450, -4.416915, 4.849225, 1.02708, 1.03623, 1.03817, 0",
    "yolov9-t, -5.948474, 6.225066, -5.190295, 5.534367, -4.428229, 4.853219, 1.03421, 1.0352, 1.03306, -5.963692",
    "yolov9-c, -5.954656, 6.228710, -5.193963, 5.539248, -4.425711, 4.853298, 0.99224, 1.00563, 1.02282, -5.964073"
  })
  void evalMaps(
      String variant,
      double mean3,
      double std3,
      double mean4,
      double std4,
      double mean5,
      double std5,
      float first,
      float second,
      float third,
      double auxiliaryMean) {
    try (NDManager manager = NDManager.newBaseManager()) {
      YoloBlock block = new YoloBlock(variant, 80);
      FlatParameters parameters =
          FlatParameters.from(manager, block.modelParameters(), HashFill::values);
      NDArray images = manager.create(HashFill.image(2 * 3 * 128 * 128), new Shape(2, 3, 128, 128));
      assertThat(images.toType(ai.djl.ndarray.types.DataType.FLOAT64, true).sum().getDouble())
          .isCloseTo(49228.097860, within(1e-3));
      HeadMaps maps = block.heads(parameters.bind(manager), images, Mode.FROZEN);
      double[] means = {mean3, mean4, mean5};
      double[] deviations = {std3, std4, std5};
      for (int level = 0; level < 3; level++) {
        float[] values = maps.main().get(level).toFloatArray();
        double mean = mean(values);
        assertThat(mean).isCloseTo(means[level], within(2e-6));
        assertThat(deviation(values, mean)).isCloseTo(deviations[level], within(2e-6));
      }
      float[] p3 = maps.main().get(0).toFloatArray();
      assertThat(p3[0]).isCloseTo(first, within(1e-5f));
      assertThat(p3[1]).isCloseTo(second, within(1e-5f));
      assertThat(p3[2]).isCloseTo(third, within(1e-5f));
      if (auxiliaryMean != 0) {
        assertThat(mean(maps.auxiliary().get(0).toFloatArray()))
            .isCloseTo(auxiliaryMean, within(2e-6));
      }
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values, double mean) {
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
