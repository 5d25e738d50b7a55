package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.AugmentConfig;
import io.yolospark.dataset.ImageRecord;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels follow the pixels: every label is the hull of the colour that its class is drawn in. */
class SampleGeometryTest {

  private static final int SIZE = 160;
  private static final Color[] COLOURS = {Color.RED, Color.GREEN, Color.BLUE};

  @TempDir private Path folder;
  private final List<ImageRecord> records = new ArrayList<>();
  private SampleLoader loader;

  @BeforeEach
  void drawImages() throws IOException {
    Random random = new Random(8);
    for (int i = 0; i < 12; i++) {
      int width = 60 + random.nextInt(400);
      int height = 60 + random.nextInt(400);
      int w = width / 3 + random.nextInt(width / 3);
      int h = height / 3 + random.nextInt(height / 3);
      int x = random.nextInt(width - w);
      int y = random.nextInt(height - h);
      int classId = i % COLOURS.length;
      Path file = folder.resolve(i + ".png");
      Files.write(
          file,
          ImageFiles.encode(ImageFiles.box(width, height, COLOURS[classId], x, y, w, h), "png"));
      float[] box = {
        (x + w / 2f) / width, (y + h / 2f) / height, (float) w / width, (float) h / height
      };
      records.add(
          new ImageRecord(file.toUri().toString(), width, height, new int[] {classId}, box));
    }
    loader =
        new SampleLoader(
            records,
            SIZE,
            new Configuration(false),
            new CacheLimits(0, 1 << 24),
            bad -> {
              throw new AssertionError(bad.toString());
            });
  }

  @Test
  void letterboxedLabelsAreTheHulls() {
    for (int record = 0; record < records.size(); record++) {
      Sample sample = loader.validation(record);

      assertThat(sample.record()).isEqualTo(record);
      assertThat(sample.boxCount()).isEqualTo(1);
      assertIsHull(sample, 0, hull(sample, record % 3), 1.01);
    }
  }

  @Test
  void labelsOfRectanglesAreTheHulls() {
    for (int record = 0; record < records.size(); record++) {
      Sample sample = loader.validationRectangle(record);
      ImageRecord original = records.get(record);
      Letterbox placed = Letterbox.rectangle(original.width(), original.height(), SIZE);

      assertThat(sample.letterbox()).isEqualTo(placed);
      assertThat(sample.width()).isEqualTo(placed.frameWidth());
      assertThat(sample.height()).isEqualTo(placed.frameHeight());
      int channel = record % 3;
      Hull hull = Hull.of(sample.width(), sample.height(), pixel -> shows(sample, pixel, channel));
      float[] row = sample.labels();
      assertThat((row[1] - row[3] / 2.0) * sample.width()).isCloseTo(hull.left(), within(1.01));
      assertThat((row[1] + row[3] / 2.0) * sample.width()).isCloseTo(hull.right(), within(1.01));
      assertThat((row[2] - row[4] / 2.0) * sample.height()).isCloseTo(hull.top(), within(1.01));
      assertThat((row[2] + row[4] / 2.0) * sample.height()).isCloseTo(hull.bottom(), within(1.01));
    }
  }

  @Test
  void letterboxLeadsBackToTheOriginalBox() {
    for (int record = 0; record < records.size(); record++) {
      Sample sample = loader.validation(record);
      float[] row = sample.labels();
      ImageRecord original = records.get(record);

      double left = sample.letterbox().toOriginalX((row[1] - row[3] / 2) * SIZE);
      double bottom = sample.letterbox().toOriginalY((row[2] + row[4] / 2) * SIZE);

      float[] box = original.boxes();
      assertThat(left).isCloseTo((box[0] - box[2] / 2) * original.width(), within(1e-2));
      assertThat(bottom).isCloseTo((box[1] + box[3] / 2) * original.height(), within(1e-2));
    }
  }

  @Test
  void warpedAndFlippedLabelsAreTheHulls() {
    int boxes = 0;
    for (int epoch = 0; epoch < 30; epoch++) {
      for (int record = 0; record < records.size(); record++) {
        Sample sample = loader.training(record, augmentation(epoch, false, 0.5, part(0, 12)));
        assertThat(sample.boxCount()).isLessThanOrEqualTo(1);
        if (sample.boxCount() == 1) {
          assertIsHull(sample, 0, hull(sample, record % 3), 1.2);
          boxes++;
        }
      }
    }
    assertThat(boxes).isBetween(300, 360); // the filter drops few of boxes this large
  }

  @Test
  void flipMirrorsPixelsAndLabels() {
    Sample plain = loader.training(1, augmentation(4, false, 0, part(0, 12)));
    Sample mirrored = loader.training(1, augmentation(4, false, 1, part(0, 12)));

    byte[] expected = new byte[plain.pixels().length];
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      int other = pixel / SIZE * SIZE + SIZE - 1 - pixel % SIZE;
      System.arraycopy(plain.pixels(), 3 * pixel, expected, 3 * other, 3);
    }
    assertThat(mirrored.pixels()).isEqualTo(expected);
    assertThat(mirrored.labels()[1]).isCloseTo(1 - plain.labels()[1], within(1e-4f));
    assertThat(mirrored.labels()[2]).isEqualTo(plain.labels()[2]);
  }

  /** The main image is alone in its colour: its label is the hull. Partners repeat theirs. */
  @Test
  void mosaicLabelsAreTheHulls() {
    int boxes = 0;
    int empty = 0;
    for (int epoch = 0; epoch < 120; epoch++) {
      // main record of class 0, all partners the one record of class 1 that the part holds
      Sample sample = loader.training(0, augmentation(epoch, true, 0.5, part(1, 2)));
      Hull main = hull(sample, 0);
      int rows = 0;
      for (int row = 0; row < sample.boxCount(); row++) {
        if (sample.labels()[5 * row] == 0) {
          assertIsHull(sample, row, main, 1.2);
          rows++;
        } else {
          assertThat(sample.labels()[5 * row]).isEqualTo(1);
          assertReachesOnlyItsColour(sample, row, 1);
        }
      }
      assertThat(rows).isLessThanOrEqualTo(1);
      boxes += rows;
      empty += main.isEmpty() ? 1 : 0;
    }
    assertThat(boxes).isGreaterThan(60);
    assertThat(boxes + empty).isBetween(90, 120);
  }

  private static EpochAugmentation augmentation(
      int epoch, boolean mosaic, double flip, int[] part) {
    AugmentConfig config =
        Recipe.of(
            Map.of(
                "mosaic",
                1.0,
                "scale",
                0.5,
                "translate",
                0.1,
                "flipHorizontal",
                flip,
                "flipVertical",
                mosaic ? 0.5 : 0));
    return new EpochAugmentation(config, 17, epoch, mosaic, part);
  }

  private static int[] part(int from, int to) {
    int[] part = new int[to - from];
    for (int i = 0; i < part.length; i++) {
      part[i] = from + i;
    }
    return part;
  }

  private static boolean shows(Sample sample, int pixel, int channel) {
    byte[] rgb = sample.pixels();
    int other =
        Math.max(
            rgb[3 * pixel + (channel + 1) % 3] & 255, rgb[3 * pixel + (channel + 2) % 3] & 255);
    return (rgb[3 * pixel + channel] & 255) - other > 127;
  }

  private static Hull hull(Sample sample, int channel) {
    return Hull.of(SIZE, pixel -> shows(sample, pixel, channel));
  }

  private static double[] corners(Sample sample, int row) {
    float[] labels = sample.labels();
    double x = labels[5 * row + 1];
    double y = labels[5 * row + 2];
    double w = labels[5 * row + 3] / 2.0;
    double h = labels[5 * row + 4] / 2.0;
    return new double[] {(x - w) * SIZE, (y - h) * SIZE, (x + w) * SIZE, (y + h) * SIZE};
  }

  private static void assertIsHull(Sample sample, int row, Hull hull, double tolerance) {
    double[] hullCorners = {hull.left(), hull.top(), hull.right(), hull.bottom()};
    assertThat(corners(sample, row)).containsExactly(hullCorners, within(tolerance));
  }

  /** Partners repeat, so that hulls may join; but each box is full of its colour to the edge. */
  private static void assertReachesOnlyItsColour(Sample sample, int row, int channel) {
    double[] corners = corners(sample, row);
    int left = (int) Math.ceil(corners[0] + 1.2);
    int top = (int) Math.ceil(corners[1] + 1.2);
    int right = (int) Math.floor(corners[2] - 1.2);
    int bottom = (int) Math.floor(corners[3] - 1.2);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        assertThat(shows(sample, y * SIZE + x, channel)).as("pixel %d, %d", x, y).isTrue();
      }
    }
  }
}
