package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InputSidesTest {

  @Test
  void drawsEveryMultipleWithinTheRange() {
    assertThat(drawn(new InputSides(640, 0.5, 0)))
        .hasSize(21)
        .allMatch(side -> side % 32 == 0 && side >= 320 && side <= 960);
    assertThat(drawn(new InputSides(64, 0.5, 0))).containsExactlyInAnyOrder(64, 96);
    assertThat(drawn(new InputSides(160, 0.1, 0))).containsExactly(160);
  }

  @Test
  void withoutRangeEveryStepHasTheSideOfTheConfig() {
    assertThat(drawn(new InputSides(416, 0, 3))).containsExactly(416);
  }

  @Test
  void dependsOnSeedAndStepAlone() {
    InputSides sides = new InputSides(640, 0.5, 7);
    int[] forward = LongStream.range(0, 50).mapToInt(sides::at).toArray();

    InputSides again = new InputSides(640, 0.5, 7);
    for (int step = 49; step >= 0; step--) {
      assertThat(again.at(step)).isEqualTo(forward[step]);
    }
    assertThat(LongStream.range(0, 50).mapToInt(new InputSides(640, 0.5, 8)::at).toArray())
        .isNotEqualTo(forward);
  }

  private static Set<Integer> drawn(InputSides sides) {
    return LongStream.range(0, 2000).mapToObj(sides::at).collect(Collectors.toSet());
  }
}
