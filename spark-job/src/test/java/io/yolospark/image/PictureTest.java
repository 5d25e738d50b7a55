package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PictureTest {

  private static final int SIZE = 64;
  private static final Rectangle WHOLE = new Rectangle(2 * SIZE, 2 * SIZE);

  /** An image of one level, with one box of that class that covers it. */
  private static LabelledImage uniform(int level, int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, (byte) level);
    PixelImage image =
        new PixelImage(
            ByteBuffer.wrap(pixels), width, height, Letterbox.square(width, height, SIZE));
    return new LabelledImage(level, image, List.of(new PixelBox(level, 0, 0, width, height)));
  }

  private static void scoped(Runnable work) {
    OpenCv.scoped(
        () -> {
          work.run();
          return null;
        });
  }

  private static int level(Picture picture, int x, int y) {
    return OpenCv.toBytes(picture.image())[3 * (y * picture.side() + x)] & 255;
  }

  @Test
  void letterboxesOnGrey() {
    scoped(
        () -> {
          Picture picture = Picture.letterbox(uniform(7, 64, 31), SIZE);

          assertThat(picture.boxes()).containsExactly(new PixelBox(7, 0, 16, 64, 47));
          assertThat(level(picture, 0, 15)).isEqualTo(114);
          assertThat(level(picture, 0, 16)).isEqualTo(7);
          assertThat(level(picture, 63, 46)).isEqualTo(7);
          assertThat(level(picture, 63, 47)).isEqualTo(114);
        });
  }

  @Test
  void mosaicPlacesFourAroundItsCentre() {
    List<LabelledImage> four =
        List.of(uniform(1, 64, 40), uniform(2, 64, 48), uniform(3, 30, 64), uniform(4, 64, 64));
    scoped(
        () -> {
          Picture picture = Picture.mosaic(four, new MosaicLayout(SIZE, 40, 50), WHOLE);

          assertThat(picture.boxes())
              .containsExactly(
                  new PixelBox(1, 0, 10, 40, 50), // its left 24 columns are cropped
                  new PixelBox(2, 40, 2, 104, 50),
                  new PixelBox(3, 10, 50, 40, 114),
                  new PixelBox(4, 40, 50, 104, 114));
          assertThat(level(picture, 39, 49)).isEqualTo(1);
          assertThat(level(picture, 40, 49)).isEqualTo(2);
          assertThat(level(picture, 39, 50)).isEqualTo(3);
          assertThat(level(picture, 40, 50)).isEqualTo(4);
          assertThat(level(picture, 9, 50)).isEqualTo(114);
          assertThat(level(picture, 0, 9)).isEqualTo(114);
        });
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
      scoped(() -> assertBoxesAreHulls(Picture.mosaic(four, new MosaicLayout(SIZE, x, y), WHOLE)));
    }
  }

  private static void assertBoxesAreHulls(Picture picture) {
    byte[] pixels = OpenCv.toBytes(picture.image());
    for (PixelBox box : picture.boxes()) {
      assertThat(Hull.of(pixels, picture.side(), box.classId()))
          .isEqualTo(new Hull((int) box.x1(), (int) box.y1(), (int) box.x2(), (int) box.y2()));
    }
  }

  @Test
  void flipsBoxesWithTheirPixels() {
    List<LabelledImage> four =
        List.of(uniform(1, 64, 40), uniform(2, 64, 48), uniform(3, 30, 64), uniform(4, 64, 64));
    scoped(
        () -> {
          Picture flipped =
              Picture.mosaic(four, new MosaicLayout(SIZE, 40, 50), WHOLE).flipVertical();

          assertThat(flipped.boxes().get(0)).isEqualTo(new PixelBox(1, 0, 78, 40, 118));
          assertBoxesAreHulls(flipped);
          assertBoxesAreHulls(flipped.flipHorizontal());
        });
  }

  @Test
  void mixesPixelsByWeightAndKeepsAllBoxes() {
    scoped(
        () -> {
          Picture first = Picture.letterbox(uniform(200, 64, 64), SIZE);
          Picture second = Picture.letterbox(uniform(100, 64, 32), SIZE);

          Picture mixed = first.mix(second, 0.75);

          assertThat(level(mixed, 5, 30)).isEqualTo(175);
          assertThat(level(mixed, 5, 2)).isBetween(178, 179); // with border grey: 178.5
          assertThat(mixed.boxes())
              .containsExactly(new PixelBox(200, 0, 0, 64, 64), new PixelBox(100, 0, 16, 64, 48));
        });
  }

  /** Beta(32, 32) has mean 1/2 and variance 1/260. */
  @Test
  void weighsMixtures() {
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    double squares = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double weight = Beta.draw(random);
      sum += weight;
      squares += (weight - 0.5) * (weight - 0.5);
    }
    assertThat(sum / draws).isCloseTo(0.5, within(0.002));
    assertThat(squares / draws).isCloseTo(1 / 260.0, within(0.0002));
  }
}
