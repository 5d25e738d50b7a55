package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeSearchTest {

  private static final double ALLOWED = 0.9;

  /** Memory along a line, as it is: the largest size is {@code (0.9 - base) / each}. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.1, 1000, 6",
    "0.3, 0.1, 4, 4",
    "0.1, 0.001, 10000, 800",
    "0.1, 0.001, 300, 300",
    "0.8, 0.1, 1000, 1",
    "0.85, 0.1, 1000, 0",
    "0.2, 0.0, 500, 500",
  })
  void findsTheLargestThatFits(double base, double each, int most, int expected) {
    List<Integer> tried = new ArrayList<>();
    SizeSearch search =
        new SizeSearch(
            size -> {
              tried.add(size);
              return base + each * size - 1e-9;
            },
            ALLOWED);

    assertThat(search.largest(most)).isEqualTo(expected);
    assertThat(tried).hasSizeLessThanOrEqualTo(7).doesNotHaveDuplicates();
  }

  @Test
  void aSizeAtWhichMemoryEndsIsAnUpperBound() {
    SizeSearch search =
        new SizeSearch(size -> size > 21 ? Double.POSITIVE_INFINITY : 0.1 + 0.01 * size, ALLOWED);

    assertThat(search.largest(500)).isEqualTo(21);
  }

  @Test
  void neverTriesFarAboveWhatFits() {
    int[] largest = {0};
    SizeSearch search =
        new SizeSearch(
            size -> {
              assertThat(size).isLessThanOrEqualTo(Math.max(2, 8 * largest[0]));
              largest[0] = Math.max(largest[0], size);
              return 0.1;
            },
            ALLOWED);

    assertThat(search.largest(1000)).isEqualTo(1000);
  }
}
