package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class CropTest {

  private static final int SIZE = 96;
  private static final int SIDE = 2 * SIZE;

  /** Smooth noise, and the pixels of a crop and of the general warp by the crop's map. */
  private static byte[][] both(Crop crop) {
    return OpenCv.scoped(
        () -> {
          byte[] noise = new byte[3 * SIDE * SIDE];
          new Random(3).nextBytes(noise);
          Mat canvas = OpenCv.toMat(noise, SIDE, SIDE);
          opencv_imgproc.blur(canvas, canvas, new Size(15, 15));
          PerspectiveWarp general = new PerspectiveWarp(crop.map(), null, 1, SIZE);
          return new byte[][] {
            OpenCv.toBytes(crop.apply(canvas, SIZE, HsvGains.NONE)),
            OpenCv.toBytes(general.apply(canvas, HsvGains.NONE))
          };
        });
  }

  /** But for the edges of the canvas, which only the general warp blends with the grey. */
  @Test
  void drawsWhatTheGeneralWarpDraws() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 200; round++) {
      double scale = random.nextDouble(0.1, 1.9);
      Homography map =
          Homography.translation(random.nextDouble(0.3, 0.7) * SIZE, random.nextDouble(SIZE))
              .after(Homography.rotation(0, scale))
              .after(Homography.translation(-SIZE, -SIZE));
      Crop crop = Crop.nearest(map, SIDE, SIZE);

      byte[][] pixels = both(crop);

      int different = 0;
      for (int i = 0; i < pixels[0].length; i++) {
        different += Math.abs((pixels[0][i] & 255) - (pixels[1][i] & 255)) > 3 ? 1 : 0;
      }
      assertThat(different).as("round %d", round).isLessThan(3 * 4 * 3 * SIZE);
    }
  }

  /** But for rounding, and where gains saturate, it is the same picture. */
  @Test
  void changesColoursOnWhicheverSideIsSmaller() {
    HsvGains gains = new HsvGains(1.01, 1.2, 0.8);
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 60; round++) {
      double scale = random.nextDouble(0.1, 1.9);
      Homography map =
          Homography.translation(SIZE / 2.0, SIZE / 2.0)
              .after(Homography.rotation(0, scale))
              .after(Homography.translation(-SIZE, -SIZE));
      Crop crop = Crop.nearest(map, SIDE, SIZE);
      byte[] noise = new byte[3 * SIDE * SIDE];
      new Random(3).nextBytes(noise);
      byte[][] pixels =
          OpenCv.scoped(
              () -> {
                Mat canvas = OpenCv.toMat(noise, SIDE, SIDE);
                opencv_imgproc.blur(canvas, canvas, new Size(25, 25));
                Mat later = crop.apply(canvas, SIZE, HsvGains.NONE);
                gains.apply(later);
                Mat within = crop.apply(canvas, SIZE, gains);
                return new byte[][] {OpenCv.toBytes(within), OpenCv.toBytes(later)};
              });

      int most = 0;
      for (int i = 0; i < pixels[0].length; i++) {
        most = Math.max(most, Math.abs((pixels[0][i] & 255) - (pixels[1][i] & 255)));
      }
      assertThat(most)
          .as("round %d, scale %s", round, scale)
          .isLessThanOrEqualTo(scale > 1 ? 4 : 1);
    }
  }

  @Test
  void movesByLessThanAPixel() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 2000; round++) {
      double scale = random.nextDouble(0.1, 1.9);
      double x = random.nextDouble(SIZE);
      double y = random.nextDouble(SIZE);
      Homography map =
          Homography.translation(x, y)
              .after(Homography.rotation(0, scale))
              .after(Homography.translation(-SIZE, -SIZE));

      Homography crop = Crop.nearest(map, SIDE, SIZE).map();

      for (int corner = 0; corner < 4; corner++) { // of what is seen
        double toX = clip(map.map(corner % 2 * SIDE, 0).x);
        double toY = clip(map.map(0, corner / 2 * SIDE).y);
        double fromX = (toX - map.matrix()[2]) / scale;
        double fromY = (toY - map.matrix()[5]) / scale;
        assertThat(crop.map(fromX, fromY).x).isCloseTo(toX, within(1.0));
        assertThat(crop.map(fromX, fromY).y).isCloseTo(toY, within(1.0));
      }
    }
  }

  private static double clip(double value) {
    return Math.min(Math.max(value, 0), SIZE);
  }

  @Test
  void mayShowNothing() {
    Homography away = Homography.translation(2 * SIZE, 0);

    assertThat(Crop.nearest(away, SIDE, SIZE).isEmpty()).isTrue();
  }
}
