package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AveragePrecisionTest {

  @Test
  void integratesTheWorkedExample() {
    double area =
        AveragePrecision.of(new double[] {0.25, 0.5, 0.5, 0.75}, new double[] {1, 1, 0.667, 0.75});

    assertThat(area).isCloseTo(0.7800, within(5e-5));
  }

  @Test
  void aPerfectDetectorLosesOnlyTheLastHalfInterval() {
    assertThat(AveragePrecision.of(new double[] {1}, new double[] {1}))
        .isCloseTo(0.995, within(1e-12));
  }

  @Test
  void noHitGivesZero() {
    assertThat(AveragePrecision.of(new double[] {0, 0}, new double[] {0, 0})).isZero();
  }

  @Test
  void precisionIsMadeFallingFromTheRight() {
    double dip = AveragePrecision.of(new double[] {0.5, 0.5, 1}, new double[] {1, 0.5, 0.8});
    double flat = AveragePrecision.of(new double[] {0.5, 0.5, 1}, new double[] {1, 0.8, 0.8});

    assertThat(dip).isEqualTo(flat);
  }

  @Test
  void interpolationHoldsItsEndsAndTakesTheLastOfEqualPoints() {
    double[] xs = {1, 2, 2, 4};
    double[] ys = {10, 20, 30, 50};

    assertThat(Interpolation.at(0.5, xs, ys, -1)).isEqualTo(-1);
    assertThat(Interpolation.at(1, xs, ys, -1)).isEqualTo(10);
    assertThat(Interpolation.at(1.5, xs, ys, -1)).isEqualTo(15);
    assertThat(Interpolation.at(2, xs, ys, -1)).isEqualTo(30);
    assertThat(Interpolation.at(3, xs, ys, -1)).isEqualTo(40);
    assertThat(Interpolation.at(9, xs, ys, -1)).isEqualTo(50);
  }
}
