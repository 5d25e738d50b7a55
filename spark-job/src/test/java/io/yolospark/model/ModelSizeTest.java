package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the specification, section 2.6. */
class ModelSizeTest {

  @ParameterizedTest
  @CsvSource({
    "gelan-t, 2442640, 9.90",
    "gelan-s, 7226208, 26.71",
    "gelan-m, 20124000, 76.80",
    "gelan-c, 25498752, 102.82",
    "gelan-e, 58114432, 191.15",
    "yolov9-t, 3717680, 16.28",
    "yolov9-s, 9804512, 39.50",
    "yolov9-m, 32878432, 132.08",
    "yolov9-c, 51182080, 238.65",
    "yolov9-e, 69529664, 243.96"
  })
  void equalsTheTable(String variant, long parameters, String gflops) {
    ModelSize size = ModelSize.of(new YoloBlock(variant, 80), 640);
    assertThat(size.parameters()).isEqualTo(parameters);
    assertThat(String.format(Locale.ROOT, "%.2f", size.gflops())).isEqualTo(gflops);
  }

  @ParameterizedTest
  @CsvSource({
    "gelan-t, 2407632, 9.82",
    "gelan-s, 7105888, 26.38",
    "gelan-m, 19978672, 76.31",
    "gelan-c, 25288768, 102.14",
    "gelan-e, 57345920, 188.95",
    "yolov9-t, 3674576, 16.16",
    "yolov9-s, 9659168, 39.05",
    "yolov9-m, 32667400, 131.32",
    "yolov9-c, 50880768, 237.63",
    "yolov9-e, 68669632, 241.34"
  })
  void equalsTheTableOfFusedModels(String variant, long parameters, String gflops) {
    ModelSize size = ModelSize.of(new YoloBlock(variant, 80, 0, true), 640);
    assertThat(size.parameters()).isEqualTo(parameters);
    assertThat(String.format(Locale.ROOT, "%.2f", size.gflops())).isEqualTo(gflops);
  }

  /** What the authors published for their T weights, whose class branch has 80 channels. */
  @ParameterizedTest
  @CsvSource({"gelan-t, 2.0", "yolov9-t, 2.9"})
  void theAuthorsTinyModelHasANarrowerClassBranch(String variant, String millions) {
    ModelSize size = ModelSize.of(new YoloBlock(variant, 80, 80, false), 640);
    assertThat(String.format(Locale.ROOT, "%.1f", size.parameters() / 1e6)).isEqualTo(millions);
  }
}
