package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AugmentConfig;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.config.LoaderConfig;
import io.yolospark.dataset.ImageRecord;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLoaderTest {

  private static final int SIZE = 64;
  private static final int IMAGES = 9;
  private static final AugmentConfig RECIPE =
      Recipe.of(
          Map.ofEntries(
              Map.entry("mosaic", 1.0),
              Map.entry("scale", 0.9),
              Map.entry("translate", 0.1),
              Map.entry("degrees", 10.0),
              Map.entry("shear", 5.0),
              Map.entry("perspective", 0.001),
              Map.entry("mixup", 0.15),
              Map.entry("blur", 0.1),
              Map.entry("medianBlur", 0.1),
              Map.entry("grey", 0.1),
              Map.entry("clahe", 0.1),
              Map.entry("hsvHue", 0.015),
              Map.entry("hsvSaturation", 0.7),
              Map.entry("hsvValue", 0.4),
              Map.entry("flipVertical", 0.5),
              Map.entry("flipHorizontal", 0.5)));
  private static final CacheLimits NO_CACHE = new CacheLimits(0, 0);

  @TempDir private Path folder;
  private final List<ImageRecord> records = new ArrayList<>();
  private final List<BadImage> bad = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void drawImages() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = ImageFiles.box(90, 60, Color.ORANGE, 30, 10, 40, 40);
      for (int dot = 0; dot < 500; dot++) {
        image.setRGB(random.nextInt(90), random.nextInt(60), random.nextInt());
      }
      Files.write(file(i), ImageFiles.encode(image, "jpeg"));
      float[] box = {50 / 90f, 0.5f, 40 / 90f, 40 / 60f};
      records.add(new ImageRecord(file(i).toUri().toString(), 90, 60, new int[] {i}, box));
    }
  }

  private Path file(int record) {
    return folder.resolve(record + ".jpg");
  }

  private SampleLoader loader(CacheLimits limits) {
    return new SampleLoader(records, SIZE, new Configuration(false), limits, bad::add);
  }

  /** Of images with twice the side; labels are the same, and so are pixels but for a little. */
  @Test
  void reducingLoadersDecodeAtHalfScale() {
    SampleLoader whole =
        new SampleLoader(records, 45, new Configuration(false), NO_CACHE, bad::add);
    SampleLoader reducing =
        SampleLoader.reducing(records, 45, new Configuration(false), NO_CACHE, bad::add);
    for (int record = 0; record < IMAGES; record++) {
      Sample expected = whole.training(record, epoch(1, all()));
      Sample sample = reducing.training(record, epoch(1, all()));

      assertThat(sample.labels()).isEqualTo(expected.labels());
      double sum = 0;
      for (int i = 0; i < sample.pixels().length; i++) {
        sum += Math.abs((sample.pixels()[i] & 255) - (expected.pixels()[i] & 255));
      }
      assertThat(sum / sample.pixels().length).isLessThan(6);
    }
  }

  private static EpochAugmentation epoch(int epoch, int... part) {
    return new EpochAugmentation(RECIPE, 0, epoch, true, part);
  }

  private static int[] all() {
    return new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8};
  }

  private void damage(int record) throws IOException {
    byte[] jpeg = Files.readAllBytes(file(record));
    Files.write(file(record), Arrays.copyOf(jpeg, jpeg.length / 2));
  }

  @Test
  void givesTheSameBytesWhateverWorkersPrefetchAndCache() {
    List<int[]> batches = List.of(new int[] {3, 1, 4}, new int[] {1, 5, 0}, new int[] {2, 6});

    List<Sample> reference = load(batches, 1, 1, NO_CACHE);

    assertThat(reference).hasSize(8);
    assertSame(load(batches, 3, 2, NO_CACHE), reference);
    assertSame(load(batches, 3, 4, new CacheLimits(1 << 20, 1 << 20)), reference);
    assertSame(load(batches, 2, 1, new CacheLimits(1 << 20, 20_000)), reference);
    assertSame(load(batches, 3, 4, new CacheLimits(0, 1 << 20, folder)), reference);
    assertSame(load(batches, 2, 2, new CacheLimits(0, 20_000, folder)), reference);
  }

  private List<Sample> load(List<int[]> batches, int workers, int prefetch, CacheLimits limits) {
    SampleLoader loader = loader(limits);
    EpochAugmentation epoch = epoch(3, all());
    List<Sample> samples = new ArrayList<>();
    try (BatchLoader batchLoader =
        new BatchLoader(
            "rank 0",
            batches,
            record -> loader.training(record, epoch),
            new LoaderConfig(workers, prefetch),
            Duration.ofSeconds(30))) {
      batchLoader.forEachRemaining(batch -> samples.addAll(batch.samples()));
    }
    return samples;
  }

  private static void assertSame(List<Sample> samples, List<Sample> reference) {
    assertThat(samples).hasSameSizeAs(reference);
    for (int i = 0; i < reference.size(); i++) {
      assertThat(samples.get(i).record()).isEqualTo(reference.get(i).record());
      assertThat(samples.get(i).pixels()).isEqualTo(reference.get(i).pixels());
      assertThat(samples.get(i).labels()).isEqualTo(reference.get(i).labels());
    }
  }

  @Test
  void drawsAnewForEverySeedEpochAndRecord() {
    SampleLoader loader = loader(NO_CACHE);
    byte[] first = loader.training(0, epoch(0, all())).pixels();

    assertThat(loader.training(0, epoch(0, all())).pixels()).isEqualTo(first);
    assertThat(loader.training(0, epoch(1, all())).pixels()).isNotEqualTo(first);
    EpochAugmentation otherSeed = new EpochAugmentation(RECIPE, 1, 0, true, all());
    assertThat(loader.training(0, otherSeed).pixels()).isNotEqualTo(first);
    assertThat(loader.training(1, epoch(0, all())).pixels()).isNotEqualTo(first);
  }

  @Test
  void closedMosaicShowsOneImage() {
    SampleLoader loader = loader(NO_CACHE);
    EpochAugmentation closed = new EpochAugmentation(RECIPE, 0, 0, false, all());

    int open = 0;
    for (int record = 0; record < IMAGES; record++) {
      float[] labels = loader.training(record, closed).labels();
      assertThat(labels.length).isLessThanOrEqualTo(5);
      open += loader.training(record, epoch(0, all())).boxCount();
    }
    assertThat(open).isGreaterThan(IMAGES);
  }

  @Test
  void theMosaicIsClosedInTheLastEpochs() {
    JobConfig job = Configs.load(Configs.LEAST, "train.epochs=10", "train.close-mosaic=3");
    assertThat(EpochAugmentation.of(job, 6, all()).mosaic()).isTrue();
    assertThat(EpochAugmentation.of(job, 7, all()).mosaic()).isFalse();
  }

  @Test
  void mosaicPartnersComeFromThePart() {
    SampleLoader loader = loader(NO_CACHE);
    boolean partnerSeen = false;
    for (int round = 0; round < 20; round++) {
      float[] labels = loader.training(0, epoch(round, 2, 7)).labels();
      for (int row = 0; row < labels.length; row += 5) {
        assertThat(labels[row]).isIn(0f, 2f, 7f);
        partnerSeen |= labels[row] != 0;
      }
    }
    assertThat(partnerSeen).isTrue();
  }

  @Test
  void validationKeepsTheLabelsOfAnUndecodableImageOnGrey() throws IOException {
    damage(2);
    SampleLoader loader = loader(NO_CACHE);

    Sample sample = loader.validation(2);
    loader.validation(2);

    assertThat(sample.pixels()).containsOnly(114);
    assertThat(sample.labels()).isEqualTo(labelsOfTheOthers(loader, 2));
    assertThat(sample.letterbox()).isEqualTo(Letterbox.square(90, 60, SIZE));
    assertThat(bad)
        .containsExactly(
            new BadImage(records.get(2).uri(), "truncated JPEG (no end-of-image marker)"));
  }

  private static float[] labelsOfTheOthers(SampleLoader loader, int classId) {
    float[] labels = loader.validation(0).labels().clone();
    labels[0] = classId;
    return labels;
  }

  @Test
  void trainingReplacesUndecodableImagesByTheNextOfThePart() throws IOException {
    damage(4);
    damage(7);
    SampleLoader loader = loader(NO_CACHE);
    EpochAugmentation part = new EpochAugmentation(RECIPE, 0, 0, false, new int[] {5, 4, 7, 1, 0});

    assertThat(loader.training(4, part).record()).isEqualTo(1);
    assertThat(loader.training(7, part).record()).isEqualTo(1);
    assertThat(loader.training(5, part).record()).isEqualTo(5);
    for (int round = 0; round < 20; round++) { // as mosaic partners too
      float[] labels = loader.training(0, epoch(round, 5, 4, 7, 1, 0)).labels();
      for (int row = 0; row < labels.length; row += 5) {
        assertThat(labels[row]).isIn(0f, 1f, 5f);
      }
    }
    assertThat(bad)
        .extracting(BadImage::uri)
        .containsExactlyInAnyOrder(records.get(4).uri(), records.get(7).uri());
  }

  @Test
  void trainingFailsWhenNothingCanBeDecoded() throws IOException {
    damage(4);
    damage(7);

    assertThatThrownBy(() -> loader(NO_CACHE).training(4, epoch(0, 4, 7)))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("4.jpg")
        .hasMessageContaining("truncated");
    assertThatThrownBy(() -> epoch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void missingFilesAreErrorsThatNameThem() throws IOException {
    Files.delete(file(3));

    assertThatThrownBy(() -> loader(NO_CACHE).validation(3))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read image")
        .hasMessageContaining("3.jpg");
    assertThat(bad).isEmpty();
  }

  @Test
  void keepsImagesOnDisk() throws IOException {
    SampleLoader loader = loader(new CacheLimits(0, 3 * 64 * 43, folder));
    byte[] first = loader.validation(0).pixels();
    loader.validation(1);
    for (int record = 0; record < 2; record++) {
      Files.write(file(record), "gone".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(loader.validation(0).pixels()).isEqualTo(first);
    loader.validation(1); // the file had no room
    assertThat(bad).extracting(BadImage::uri).containsExactly(records.get(1).uri());
  }

  /** Images that are cached do not need their files again. */
  @Test
  void keepsImagesWithinTheLimits() throws IOException {
    int pixels = 3 * 64 * 43;
    int file = (int) Files.size(file(1));
    SampleLoader loader = loader(new CacheLimits(file, pixels));
    byte[] first = loader.validation(0).pixels();
    byte[] second = loader.validation(1).pixels();
    loader.validation(2);
    for (int record = 0; record < 3; record++) {
      Files.write(file(record), "gone".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(loader.validation(0).pixels()).isEqualTo(first); // as pixels
    assertThat(loader.validation(1).pixels()).isEqualTo(second); // as the file's bytes
    assertThat(bad).isEmpty();
    loader.validation(2); // neither limit had room
    assertThat(bad).extracting(BadImage::uri).containsExactly(records.get(2).uri());
  }
}
