package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BigDlSlicesTest {

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "7, 3", "9, 4", "1, 5"})
  void whatGoesInComesOutAroundThePosition(int elements, int ranks) {
    BigDlSlices slices = new BigDlSlices(ranks, elements);
    FloatBuffer source = numbers(elements + 2).position(1).limit(elements + 1);
    slices.fill(source);
    FloatBuffer target = FloatBuffer.allocate(elements + 2).position(1).limit(elements + 1);
    slices.drain(target);

    float[] expected = numbers(elements + 2).array();
    expected[0] = 0;
    expected[elements + 1] = 0;
    assertThat(target.array()).containsExactly(expected);
    assertThat(source.position()).isEqualTo(1);
    assertThat(target.position()).isEqualTo(1);
  }

  @Test
  void aSliceThatLacksATermOfThisOperationIsNamed() {
    int ranks = 3;
    BigDlSlices slices = new BigDlSlices(ranks, 4);
    slices.fill(numbers(4));
    assertThat(slices.incomplete()).as("own term only").hasValue(0);
    float[] sums = slices.values();
    scale(sums, ranks);
    assertThat(slices.incomplete()).isEmpty();
    float[] earlier = sums.clone();

    slices.fill(numbers(4));
    scale(sums, ranks);
    assertThat(slices.incomplete()).isEmpty();
    // the last slice as an earlier operation left it
    System.arraycopy(earlier, 5, sums, 5, 2);
    assertThat(slices.incomplete()).hasValue(2);
  }

  @Test
  void theMarksOfTheMostRanksAreExactInEightBits() {
    float sum = 2 * BigDlSlices.MOST_RANKS;
    assertThat(Float.floatToRawIntBits(sum) & 0xffff).isZero();
    assertThat(Float.floatToRawIntBits(sum - 1) & 0xffff).isZero();
    assertThat(Float.floatToRawIntBits(sum + 1) & 0xffff).isNotZero();
  }

  private static void scale(float[] values, int factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static FloatBuffer numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i + 1;
    }
    return FloatBuffer.wrap(numbers);
  }
}
