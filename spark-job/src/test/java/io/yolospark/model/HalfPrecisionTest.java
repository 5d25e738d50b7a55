package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfPrecisionTest {

  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = Float16.toFloat((short) bits);
      float brain = BFloat16.toFloat((short) bits);
      if (Float.isNaN(half)) {
        assertThat(Float16.toFloat(Float16.toHalf(half))).isNaN();
      } else {
        assertThat(Float16.toHalf(half)).isEqualTo((short) bits);
      }
      if (Float.isNaN(brain)) {
        assertThat(BFloat16.toFloat(BFloat16.toHalf(brain))).isNaN();
      } else {
        assertThat(BFloat16.toHalf(brain)).isEqualTo((short) bits);
      }
    }
  }

  /** Values as NumPy rounds them. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 2e66",
    "-0.1, ae66",
    "65504, 7bff",
    "65519.99, 7bff",
    "65520, 7c00",
    "1.00048828125, 3c00",
    "1.00146484375, 3c02",
    "5.9604645e-8, 1",
    "2.9802322e-8, 0",
    "6.097e-5, 3ff"
  })
  void roundsToTheNearestHalf(float value, String bits) {
    assertThat(Integer.toHexString(Float16.toHalf(value) & 0xFFFF)).isEqualTo(bits);
  }

  /** Values as PyTorch rounds them. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 3dcd",
    "-3.14159, c049",
    "1.00390625, 3f80",
    "1.01171875, 3f82",
    "3.4e38, 7f80"
  })
  void roundsToTheNearestBrainFloat(float value, String bits) {
    assertThat(Integer.toHexString(BFloat16.toHalf(value) & 0xFFFF)).isEqualTo(bits);
  }
}
