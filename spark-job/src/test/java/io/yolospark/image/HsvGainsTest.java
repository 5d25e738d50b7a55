package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.AugmentConfig;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HsvGainsTest {

  private static byte[] apply(HsvGains gains, byte[] rgb, int width) {
    return OpenCv.scoped(
        () -> {
          Mat image = OpenCv.toMat(rgb, width, rgb.length / 3 / width);
          gains.apply(image);
          return OpenCv.toBytes(image);
        });
  }

  private static byte[] rgb(int red, int green, int blue) {
    return new byte[] {(byte) red, (byte) green, (byte) blue};
  }

  @Test
  void leavesImagesAloneAtZeroGains() {
    AugmentConfig none = Recipe.of(Map.of());
    byte[] noise = new byte[3 * 64 * 64];
    new Random(2).nextBytes(noise);

    HsvGains gains = HsvGains.draw(none, new SplittableRandom(1));

    assertThat(apply(gains, noise, 64)).isEqualTo(noise);
  }

  @Test
  void multipliesEachChannelAlone() {
    assertThat(apply(new HsvGains(1, 1, 0.5), rgb(200, 100, 100), 1))
        .containsExactly(rgb(100, 50, 50));
    assertThat(apply(new HsvGains(1, 0, 1), rgb(200, 100, 100), 1))
        .containsExactly(rgb(200, 200, 200));
    assertThat(apply(new HsvGains(1, 1, 10), rgb(200, 100, 100), 1)) // saturates
        .containsExactly(rgb(255, 128, 128));
    assertThat(apply(new HsvGains(0.5, 1, 1), rgb(0, 0, 200), 1)) // 240 degrees to 120
        .containsExactly(rgb(0, 200, 0));
    assertThat(apply(new HsvGains(1.5, 1, 1), rgb(0, 0, 200), 1)) // 240 degrees to 360: red
        .containsExactly(rgb(200, 0, 0));
  }

  /** Hues beyond the circle come round again, whichever way they are computed. */
  @ParameterizedTest
  @ValueSource(doubles = {0.985, 1.015, 1.37, 1.9})
  void turnsEveryHue(double gain) {
    byte[] hues = new byte[3 * 180];
    for (int hue = 0; hue < 180; hue++) {
      hues[3 * hue] = (byte) hue;
      hues[3 * hue + 1] = (byte) 200;
      hues[3 * hue + 2] = (byte) 250;
    }
    byte[] rgb = convert(hues, opencv_imgproc.COLOR_HSV2RGB);
    byte[] expected = convert(rgb, opencv_imgproc.COLOR_RGB2HSV);
    for (int pixel = 0; pixel < 180; pixel++) {
      expected[3 * pixel] = (byte) (int) ((expected[3 * pixel] & 255) * gain % 180);
    }

    byte[] turned = apply(new HsvGains(gain, 1, 1), rgb, 180);
    byte[] exact = convert(expected, opencv_imgproc.COLOR_HSV2RGB);
    for (int i = 0; i < turned.length; i++) { // one hue is 7 levels
      assertThat(turned[i] & 255).as("byte %d", i).isCloseTo(exact[i] & 255, within(7));
    }
  }

  private static byte[] convert(byte[] pixels, int code) {
    return OpenCv.scoped(
        () -> {
          Mat image = OpenCv.toMat(pixels, pixels.length / 3, 1);
          opencv_imgproc.cvtColor(image, image, code);
          return OpenCv.toBytes(image);
        });
  }

  @Test
  void knowsWhatBecomesOfGrey() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      HsvGains gains =
          new HsvGains(
              random.nextDouble(0.98, 1.02), random.nextDouble(2), random.nextDouble(0.1, 3));
      int level = random.nextInt(256);
      byte grey = (byte) gains.grey(level);

      assertThat(apply(gains, rgb(level, level, level), 1)).containsExactly(grey, grey, grey);
    }
  }

  @Test
  void drawsWithinTheGains() {
    AugmentConfig config =
        Recipe.of(Map.of("hsvHue", 0.015, "hsvSaturation", 0.7, "hsvValue", 0.4));
    SplittableRandom random = new SplittableRandom(9);
    double lowest = 1;
    double highest = 1;
    for (int i = 0; i < 1000; i++) {
      HsvGains gains = HsvGains.draw(config, random);
      assertThat(gains.hue()).isBetween(0.985, 1.015);
      assertThat(gains.saturation()).isBetween(0.3, 1.7);
      lowest = Math.min(lowest, gains.value());
      highest = Math.max(highest, gains.value());
    }
    assertThat(lowest).isBetween(0.6, 0.61);
    assertThat(highest).isBetween(1.39, 1.4);
  }
}
