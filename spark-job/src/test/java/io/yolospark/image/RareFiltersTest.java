package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class RareFiltersTest {

  private static final int SIDE = 64;

  private static byte[] filter(Map<String, Double> recipe, byte[] pixels) {
    return OpenCv.scoped(
        () -> {
          Mat image = OpenCv.toMat(pixels, SIDE, SIDE);
          RareFilters.draw(Recipe.of(recipe), new SplittableRandom(1)).apply(image);
          return OpenCv.toBytes(image);
        });
  }

  private static byte[] noise(int middle, int reach) {
    Random random = new Random(3);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (middle + random.nextInt(2 * reach + 1) - reach);
    }
    return pixels;
  }

  private static double mean(byte[] pixels) {
    double sum = 0;
    for (byte pixel : pixels) {
      sum += pixel & 255;
    }
    return sum / pixels.length;
  }

  private static double deviation(byte[] pixels) {
    double mean = mean(pixels);
    double sum = 0;
    for (byte pixel : pixels) {
      sum += ((pixel & 255) - mean) * ((pixel & 255) - mean);
    }
    return Math.sqrt(sum / pixels.length);
  }

  @Test
  void withoutProbabilityNothingChanges() {
    assertThat(filter(Map.of(), noise(120, 90))).isEqualTo(noise(120, 90));
  }

  @Test
  void blurAveragesNeighbours() {
    byte[] blurred = filter(Map.of("blur", 1.0), noise(120, 90));

    assertThat(mean(blurred)).isBetween(119.0, 121.0);
    assertThat(deviation(blurred)).isLessThan(deviation(noise(120, 90)) / 2.5);
  }

  @Test
  void medianRemovesSpecks() {
    byte[] specks = new byte[3 * SIDE * SIDE];
    Arrays.fill(specks, (byte) 50);
    for (int pixel = 70; pixel < SIDE * SIDE; pixel += 321) {
      specks[3 * pixel] = (byte) 255;
    }

    assertThat(filter(Map.of("medianBlur", 1.0), specks)).containsOnly(50);
  }

  @Test
  void greyHasEqualChannels() {
    byte[] grey = filter(Map.of("grey", 1.0), noise(120, 90));

    for (int i = 0; i < grey.length; i += 3) {
      assertThat(grey[i + 1]).isEqualTo(grey[i]);
      assertThat(grey[i + 2]).isEqualTo(grey[i]);
    }
    assertThat(deviation(grey)).isGreaterThan(20);
  }

  @Test
  void equalisationSpreadsTheLightness() {
    byte[] flat = noise(120, 6);

    assertThat(deviation(filter(Map.of("clahe", 1.0), flat))).isGreaterThan(1.5 * deviation(flat));
  }

  /** As often as the config says, and drawn anew for each image. */
  @Test
  void filtersAreRare() {
    int changed = 0;
    SplittableRandom random = new SplittableRandom(2);
    byte[] pixels = noise(120, 90);
    for (int i = 0; i < 2000; i++) {
      byte[] filtered =
          OpenCv.scoped(
              () -> {
                Mat image = OpenCv.toMat(pixels, SIDE, SIDE);
                RareFilters.draw(
                        Recipe.of(
                            Map.of("blur", 0.01, "medianBlur", 0.01, "grey", 0.01, "clahe", 0.01)),
                        random)
                    .apply(image);
                return OpenCv.toBytes(image);
              });
      changed += Arrays.equals(filtered, pixels) ? 0 : 1;
    }
    assertThat(changed).isBetween(50, 110); // 2000 (1 - 0.99^4) = 79
  }
}
