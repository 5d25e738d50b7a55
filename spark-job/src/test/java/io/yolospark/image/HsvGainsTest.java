package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AugmentConfig;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

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
