package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AugmentConfig;
import io.yolospark.dataset.ImageRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmenterTest {

  private static final int SIZE = 64;
  private static final int IMAGES = 8;

  private final List<LabelledImage> images = new ArrayList<>();
  private int loads;

  @BeforeEach
  void drawImages() {
    Random random = new Random(2);
    for (int i = 0; i < IMAGES; i++) {
      int height = random.nextInt(20, SIZE + 1);
      byte[] pixels = new byte[3 * SIZE * height];
      random.nextBytes(pixels);
      PixelImage image =
          new PixelImage(
              ByteBuffer.wrap(pixels), SIZE, height, Letterbox.square(SIZE, height, SIZE));
      images.add(new LabelledImage(i, image, List.of(new PixelBox(i, 5, 5, 60, height - 5))));
    }
  }

  private List<ImageRecord> records(float[][] polygons) {
    return images.stream()
        .map(LabelledImage::image)
        .map(
            image ->
                new ImageRecord(
                    "", image.width(), image.height(), new int[1], new float[4], polygons))
        .toList();
  }

  private Sample sample(int epoch, double degrees, float[][] polygons) {
    AugmentConfig config =
        Recipe.of(
            Map.of(
                "mosaic", 1.0,
                "mixup", 0.15,
                "scale", 0.9,
                "translate", 0.1,
                "degrees", degrees,
                "shear", degrees / 4,
                "perspective", degrees / 50 / SIZE,
                "copyPaste", 0.3));
    Augmenter augmenter =
        new Augmenter(
            SIZE,
            records(polygons),
            record -> {
              loads++;
              return images.get(record);
            });
    int[] all = IntStream.range(0, IMAGES).toArray();
    return augmenter.augment(3, new EpochAugmentation(config, 1, epoch, true, all));
  }

  /** Records with outlines need their whole canvas; here no box has one, so nothing is pasted. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 20})
  void imagesThatNobodySeesAreNotLoaded(double degrees) {
    int all = 0;
    int needed = 0;
    for (int epoch = 0; epoch < 300; epoch++) {
      loads = 0;
      Sample whole = sample(epoch, degrees, new float[1][0]);
      all += loads;
      loads = 0;
      Sample seen = sample(epoch, degrees, new float[0][]);
      needed += loads;

      assertThat(seen.pixels()).as("epoch %d", epoch).isEqualTo(whole.pixels());
      assertThat(seen.labels()).isEqualTo(whole.labels());
    }
    assertThat(all).isBetween(1300, 1460); // 300 x 4 x 1.15
    assertThat(needed).isLessThan(all * 95 / 100);
  }
}
