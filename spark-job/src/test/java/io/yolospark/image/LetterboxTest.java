package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterboxTest {

  /** The first row is the specification's (section 13); the others follow its rounding rule. */
  @ParameterizedTest
  @CsvSource({
    "500, 333, 640, 1.28, 640, 426, 0, 107",
    "640, 427, 640, 1, 640, 427, 0, 106", // 106.5 each: the odd row goes to the bottom
    "640, 480, 320, 0.5, 320, 240, 0, 40",
    "480, 640, 320, 0.5, 240, 320, 40, 0",
    "320, 320, 320, 1, 320, 320, 0, 0",
    "7, 2, 35, 5, 35, 10, 0, 12",
    "1000, 3, 100, 0.1, 100, 1, 0, 49", // 0.3 rows, but never none
    "8, 5, 4, 0.5, 4, 2, 0, 1" // 2.5 rows, half to even
  })
  void placesInTheMiddle(
      int width,
      int height,
      int size,
      double scale,
      int resizedWidth,
      int resizedHeight,
      double padX,
      double padY) {
    Letterbox letterbox = Letterbox.square(width, height, size);

    assertThat(letterbox).isEqualTo(new Letterbox(scale, padX, padY, size, size, width, height));
    assertThat(letterbox.resizedWidth()).isEqualTo(resizedWidth);
    assertThat(letterbox.resizedHeight()).isEqualTo(resizedHeight);
  }

  /** The specification's rows (section 13: letterbox "auto", and rect without its padding). */
  @ParameterizedTest
  @CsvSource({
    "640, 427, 640, 448, 0, 10", // 10.5 each
    "500, 333, 640, 448, 0, 11",
    "1920, 1080, 640, 384, 0, 12",
    "640, 480, 640, 480, 0, 0",
    "480, 720, 448, 640, 10, 0", // 427 columns
    "7, 7, 640, 640, 0, 0",
    "2000, 1, 640, 32, 0, 15"
  })
  void findsTheLeastRectangle(
      int width, int height, int frameWidth, int frameHeight, double padX, double padY) {
    Letterbox letterbox = Letterbox.rectangle(width, height, 640);

    assertThat(letterbox)
        .isEqualTo(
            new Letterbox(
                640.0 / Math.max(width, height),
                padX,
                padY,
                frameWidth,
                frameHeight,
                width,
                height));
  }

  @Test
  void fillsTheSquareWhateverTheSize() {
    Random random = new Random(5);
    for (int round = 0; round < 10_000; round++) {
      int size = 32 * (1 + random.nextInt(20));
      Letterbox box = Letterbox.square(1 + random.nextInt(5000), 1 + random.nextInt(5000), size);

      double right = size - box.padX() - box.resizedWidth();
      double bottom = size - box.padY() - box.resizedHeight();
      assertThat(Math.max(box.resizedWidth(), box.resizedHeight())).isEqualTo(size);
      assertThat(right - box.padX()).isBetween(0.0, 1.0);
      assertThat(bottom - box.padY()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void mapsBackAndClips() {
    Letterbox letterbox = Letterbox.square(500, 333, 640);

    assertThat(letterbox.toOriginalX(letterbox.toNetworkX(123.4))).isCloseTo(123.4, within(1e-9));
    assertThat(letterbox.toOriginalY(letterbox.toNetworkY(56.7))).isCloseTo(56.7, within(1e-9));
    assertThat(letterbox.toOriginalY(107)).isZero();
    assertThat(letterbox.toOriginalY(3)).isZero();
    assertThat(letterbox.toOriginalY(639)).isEqualTo(333);
    assertThat(letterbox.toOriginalX(700)).isEqualTo(500);
  }

  @Test
  void refusesNothingness() {
    assertThatThrownBy(() -> Letterbox.square(0, 4, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x4");
  }
}
