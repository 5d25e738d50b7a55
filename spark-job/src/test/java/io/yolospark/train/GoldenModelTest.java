package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.yolospark.detect.BoxDecoder;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.MainBranch;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    GoldenRow row = GoldenRow.of(variant, 80, 128, Mode.FROZEN);
    double[] means = {mean3, mean4, mean5};
    double[] deviations = {std3, std4, std5};
    for (int level = 0; level < 3; level++) {
      assertThat(row.main().get(level).mean()).isCloseTo(means[level], within(2e-6));
      assertThat(row.main().get(level).deviation()).isCloseTo(deviations[level], within(2e-6));
    }
    List<Float> p3 = row.main().get(0).first();
    assertThat(p3.get(0)).isCloseTo(first, within(1e-5f));
    assertThat(p3.get(1)).isCloseTo(second, within(1e-5f));
    assertThat(p3.get(2)).isCloseTo(third, within(1e-5f));
    assertThat(row.auxiliary()).hasSize(auxiliaryMean == 0 ? 0 : 3);
    if (auxiliaryMean != 0) {
      assertThat(row.auxiliary().get(0).mean()).isCloseTo(auxiliaryMean, within(2e-6));
    }
  }

  @Test
  void imagesAreThoseOfTheSpecification() {
    try (GoldenModel model = new GoldenModel("gelan-t", 80, 128)) {
      assertThat(model.images().toType(DataType.FLOAT64, true).sum().getDouble())
          .isCloseTo(49228.097860, within(1e-3));
    }
  }

  /** The recipe runs for every table, and any number of classes. */
  @ParameterizedTest
  @CsvSource({
    "gelan-s, 3",
    "gelan-m, 55",
    "gelan-c, 1",
    "gelan-e, 3",
    "yolov9-s, 1",
    "yolov9-m, 55",
    "yolov9-e, 3"
  })
  void everyModelHasARow(String variant, int classes) {
    GoldenRow row = GoldenRow.of(variant, classes, 64, Mode.TRAIN);
    YoloBlock block = new YoloBlock(variant, classes);
    assertThat(row.total())
        .isCloseTo(2 * (row.box() + row.cls() + row.dfl()), withinPercentage(0.001));
    assertThat(row.gradientNorms())
        .hasSize(
            (int) block.modelParameters().stream().filter(each -> each.role().trained()).count())
        .allSatisfy((name, norm) -> assertThat(norm).as(name).isFinite());
    // a level of the head on which no object is has no gradient in its box branch
    List<ModelParameter> parameters = block.modelParameters();
    String head = "model." + parameters.get(parameters.size() - 1).layer() + ".";
    assertThat(row.gradientNorms())
        .allSatisfy(
            (name, norm) -> {
              if (!name.startsWith(head)) {
                assertThat(norm).as(name).isPositive();
              }
            });
    assertThat(row.describe()).contains("of " + row.gradientNorms().size() + " tensors");
  }

  @ParameterizedTest
  @CsvSource({
    "gelan-t, FROZEN, 4.92759, 5.82808, 4.18789, 0, 0",
    "gelan-t, TRAIN, 4.99734, 5.71787, 4.78277, 1471.3, 0",
    "yolov9-t, FROZEN, 6.18974, 7.25341, 5.20258, 0, 0",
    "yolov9-t, TRAIN, 5.31756, 7.14010, 6.62427, 3676.6, 790.69",
    "yolov9-c, FROZEN, 6.20927, 7.31597, 5.20829, 0, 0",
    "yolov9-c, TRAIN, 5.87942, 7.17346, 6.20035, 1849.0, 253.49"
  })
  void lossAndGradient(
      String variant,
      Mode mode,
      double box,
      double cls,
      double dfl,
      double norm,
      double firstNorm) {
    GoldenRow row = GoldenRow.of(variant, 80, 128, mode);
    assertThat(row.box()).isCloseTo(box, withinPercentage(0.01));
    assertThat(row.cls()).isCloseTo(cls, withinPercentage(0.01));
    assertThat(row.dfl()).isCloseTo(dfl, withinPercentage(0.01));
    assertThat(row.total()).isCloseTo(2 * (box + cls + dfl), withinPercentage(0.01));
    if (norm != 0) {
      // float32 sums depend on the processor: 0.002 % off with AVX2, 0.017 % with AVX-512
      assertThat(row.gradientNorm()).isCloseTo(norm, withinPercentage(0.03));
    }
    if (firstNorm != 0) {
      assertThat(row.gradientNorms().get(firstConv(new YoloBlock(variant, 80))))
          .isCloseTo(firstNorm, withinPercentage(0.01));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gelan-t, 4.0996, 4.3699, 119.0146, 119.3699",
    "yolov9-t, 3.6157, 3.7654, 119.4773, 121.2583",
    "yolov9-c, 3.4376, 4.0199, 120.1421, 121.0474"
  })
  void firstBoxOfTheMainBranch(String variant, float x, float y, float width, float height) {
    try (GoldenModel model = new GoldenModel(variant, 80, 128)) {
      HeadMaps maps = model.heads(Mode.INFER);
      assertThat(maps.auxiliary()).isNull();
      float[] corners = BoxDecoder.decode(maps.main()).box(0, 0);
      float[] box = {
        (corners[0] + corners[2]) / 2,
        (corners[1] + corners[3]) / 2,
        corners[2] - corners[0],
        corners[3] - corners[1]
      };
      assertThat(box).containsExactly(new float[] {x, y, width, height}, within(2e-4f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-t, 0.008332, 0.064523, 0.808963, 1.048086",
    "yolov9-c, 0.009879, 0.006489, 0.923495, 0.807759"
  })
  void runningStatistics(
      String variant, float mean0, float mean1, float variance0, float variance1) {
    try (GoldenModel model = new GoldenModel(variant, 80, 128)) {
      model.heads(Mode.TRAIN);
      Map<String, float[]> values = new HashMap<>();
      model.parameters().forEach(values::put);
      String norm = firstConv(model.block()).replace("conv.weight", "bn.");
      assertThat(values.get(norm + "running_mean"))
          .satisfies(
              v ->
                  assertThat(Arrays.copyOf(v, 2))
                      .containsExactly(new float[] {mean0, mean1}, within(1e-6f)));
      assertThat(values.get(norm + "running_var"))
          .satisfies(
              v ->
                  assertThat(Arrays.copyOf(v, 2))
                      .containsExactly(new float[] {variance0, variance1}, within(1e-6f)));
    }
  }

  private static String firstConv(YoloBlock block) {
    return block.modelParameters().get(0).name();
  }

  /** Specification, section 2.8: the auxiliary branch goes, every bit of the main branch stays. */
  @ParameterizedTest
  @ValueSource(strings = {"t", "s", "m", "c", "e"})
  void theMainBranchAloneGivesTheSameBits(String size) {
    try (GoldenModel dual = new GoldenModel("yolov9-" + size, 3, 64);
        NDManager manager = NDManager.newBaseManager()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      StateDict.of(dual.block(), HashFill::values, 0)
          .forEach(each -> weights.put(each.name(), each));
      YoloBlock block = new YoloBlock("gelan-" + size, 3);
      FlatParameters single =
          FlatParameters.from(
              manager,
              block.modelParameters(),
              StateDict.strict("converted", MainBranch.extract(block.variant(), weights)));
      NDList maps = block.heads(single.bind(manager), dual.images(), Mode.INFER).main();
      NDList expected = dual.heads(Mode.INFER).main();
      for (int level = 0; level < 3; level++) {
        assertThat(maps.get(level).toFloatArray()).isEqualTo(expected.get(level).toFloatArray());
      }
    }
  }
}
