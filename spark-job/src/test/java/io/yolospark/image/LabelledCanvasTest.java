package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelledCanvasTest {

  private static final int SIZE = 64;

  /** An image of one level, with one box of that class that covers it. */
  private static LabelledImage uniform(int level, int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, (byte) level);
    PixelImage image = new PixelImage(pixels, width, height, Letterbox.square(width, height, SIZE));
    return new LabelledImage(level, image, List.of(new PixelBox(level, 0, 0, width, height)));
  }

  private static int level(LabelledCanvas canvas, int x, int y) {
    return canvas.canvas().pixels()[3 * (y * canvas.canvas().side() + x)] & 255;
  }

  @Test
  void letterboxesOnGrey() {
    LabelledCanvas canvas = LabelledCanvas.letterbox(uniform(7, 64, 31), SIZE);

    assertThat(canvas.boxes()).containsExactly(new PixelBox(7, 0, 16, 64, 47));
    assertThat(level(canvas, 0, 15)).isEqualTo(114);
    assertThat(level(canvas, 0, 16)).isEqualTo(7);
    assertThat(level(canvas, 63, 46)).isEqualTo(7);
    assertThat(level(canvas, 63, 47)).isEqualTo(114);
  }

  @Test
  void mosaicPlacesFourAroundItsCentre() {
    List<LabelledImage> four =
        List.of(uniform(1, 64, 40), uniform(2, 64, 48), uniform(3, 30, 64), uniform(4, 64, 64));

    LabelledCanvas canvas = LabelledCanvas.mosaic(four, SIZE, 40, 50);

    assertThat(canvas.boxes())
        .containsExactly(
            new PixelBox(1, 0, 10, 40, 50), // its left 24 columns are cropped
            new PixelBox(2, 40, 2, 104, 50),
            new PixelBox(3, 10, 50, 40, 114),
            new PixelBox(4, 40, 50, 104, 114));
    assertThat(level(canvas, 39, 49)).isEqualTo(1);
    assertThat(level(canvas, 40, 49)).isEqualTo(2);
    assertThat(level(canvas, 39, 50)).isEqualTo(3);
    assertThat(level(canvas, 40, 50)).isEqualTo(4);
    assertThat(level(canvas, 9, 50)).isEqualTo(114);
    assertThat(level(canvas, 0, 9)).isEqualTo(114);
  }

  /** Wherever the centre is, each box is exactly the visible part of its image. */
  @Test
  void mosaicBoxesCoverTheirPixels() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      List<LabelledImage> four = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        four.add(uniform(i, random.nextInt(1, SIZE + 1), random.nextInt(1, SIZE + 1)));
      }
      int x = random.nextInt(SIZE / 2, 3 * SIZE / 2);
      int y = random.nextInt(SIZE / 2, 3 * SIZE / 2);

      LabelledCanvas canvas = LabelledCanvas.mosaic(four, SIZE, x, y);

      for (PixelBox box : canvas.boxes()) {
        assertThat(Hull.of(canvas.canvas().pixels(), 2 * SIZE, box.classId()))
            .isEqualTo(new Hull((int) box.x1(), (int) box.y1(), (int) box.x2(), (int) box.y2()));
      }
    }
  }
}
