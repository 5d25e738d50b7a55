package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.AugmentConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AffineWarpTest {

  private static final int SIZE = 32;

  private static byte[] warp(AffineWarp warp, byte[] canvas, int side) {
    return OpenCv.scoped(() -> OpenCv.toBytes(warp.apply(OpenCv.toMat(canvas, side, side))));
  }

  private static AugmentConfig config(double scale, double translate) {
    return new AugmentConfig(1, scale, translate, 0, 0, 0, 0);
  }

  @Test
  void withoutScaleAndTranslationCutsOutTheMiddle() {
    byte[] canvas = new byte[3 * 4 * SIZE * SIZE];
    new Random(6).nextBytes(canvas);
    AffineWarp warp = AffineWarp.draw(config(0, 0), 2 * SIZE, SIZE, new SplittableRandom(1));

    byte[] warped = warp(warp, canvas, 2 * SIZE);

    for (int y = 0; y < SIZE; y++) {
      int from = 3 * ((y + SIZE / 2) * 2 * SIZE + SIZE / 2);
      assertThat(warped).as("row %d", y).satisfies(rowEquals(y, canvas, from));
    }
    PixelBox box = new PixelBox(3, SIZE / 2.0 + 4, SIZE / 2.0 + 5, SIZE / 2.0 + 14, 2 * SIZE);
    assertThat(warp.apply(List.of(box))).containsExactly(new PixelBox(3, 4, 5, 14, SIZE));
  }

  private static Consumer<byte[]> rowEquals(int y, byte[] canvas, int from) {
    return warped ->
        assertThat(Arrays.copyOfRange(warped, 3 * y * SIZE, 3 * (y + 1) * SIZE))
            .isEqualTo(Arrays.copyOfRange(canvas, from, from + 3 * SIZE));
  }

  @Test
  void drawsScaleAndTranslationInTheirRanges() {
    SplittableRandom random = new SplittableRandom(2);
    double[] least = {9, 9, 9};
    double[] most = new double[3];
    for (int i = 0; i < 2000; i++) {
      AffineWarp warp = AffineWarp.draw(config(0.9, 0.1), 2 * SIZE, SIZE, random);
      double[] m = warp.matrix();
      double[] drawn = {
        warp.scale(),
        (m[0] * SIZE + m[1] * SIZE + m[2]) / SIZE, // where the canvas centre goes
        (m[3] * SIZE + m[4] * SIZE + m[5]) / SIZE
      };
      assertThat(m).startsWith(warp.scale(), 0).endsWith(0, 0, 1);
      assertThat(m[4]).isEqualTo(warp.scale());
      for (int k = 0; k < 3; k++) {
        least[k] = Math.min(least[k], drawn[k]);
        most[k] = Math.max(most[k], drawn[k]);
      }
    }
    assertThat(least).containsExactly(new double[] {0.1, 0.4, 0.4}, within(0.005));
    assertThat(most).containsExactly(new double[] {1.9, 0.6, 0.6}, within(0.005));
  }

  /** An edge between two pixels is, enlarged, still between the two that label boxes say. */
  @Test
  void edgesStayBetweenPixels() {
    byte[] canvas = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < canvas.length; i++) {
      canvas[i] = (byte) (i / 3 % SIZE < 10 ? 0 : 200);
    }
    AffineWarp twice = new AffineWarp(new double[] {2, 0, 0, 0, 2, 0, 0, 0, 1}, 2, SIZE);

    byte[] warped = warp(twice, canvas, SIZE);

    int row = 3 * SIZE * 16;
    assertThat(warped[row + 3 * 18] & 255).isZero();
    assertThat(warped[row + 3 * 19] & 255).isCloseTo(50, within(2));
    assertThat(warped[row + 3 * 20] & 255).isCloseTo(150, within(2));
    assertThat(warped[row + 3 * 21] & 255).isEqualTo(200);
    assertThat(twice.apply(List.of(new PixelBox(0, 2, 3, 10, 9))))
        .containsExactly(new PixelBox(0, 4, 6, 20, 18));
  }

  @Test
  void mapsBoxesToTheHullOfTheirCornersAndDropsWhatLeaves() {
    AffineWarp quarterTurn = new AffineWarp(new double[] {0, -1, SIZE, 1, 0, 0, 0, 0, 1}, 1, SIZE);

    assertThat(
            quarterTurn.apply(
                List.of(new PixelBox(1, 4, 8, 10, 20), new PixelBox(2, 4, -40, 10, -10))))
        .containsExactly(new PixelBox(1, 12, 4, 24, 10));
  }

  @Test
  void bordersWithGrey() {
    byte[] white = new byte[3 * SIZE * SIZE];
    Arrays.fill(white, (byte) 255);
    AffineWarp half = new AffineWarp(new double[] {.5, 0, 0, 0, .5, 0, 0, 0, 1}, .5, SIZE);

    byte[] warped = warp(half, white, SIZE);

    assertThat(warped[3 * (8 * SIZE + 8)] & 255).isEqualTo(255);
    assertThat(warped[3 * (8 * SIZE + 24)] & 255).isEqualTo(114);
    assertThat(warped[3 * (24 * SIZE + 8) + 2] & 255).isEqualTo(114);
  }
}
