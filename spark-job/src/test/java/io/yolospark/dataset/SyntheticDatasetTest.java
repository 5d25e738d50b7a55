package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDatasetTest {

  private static final Configuration HADOOP = new Configuration();
  private static final SyntheticSpec SPEC = new SyntheticSpec(12, 4, 160, 4, 7);

  @TempDir Path folder;

  @Test
  void theSameValuesGiveTheSameBytes() throws IOException {
    ensure("a", SPEC);
    ensure("b", SPEC);
    ensure("c", new SyntheticSpec(12, 4, 160, 4, 8));

    assertThat(files("a")).isEqualTo(files("b"));
    assertThat(files("a").get("images/train/000000.jpg"))
        .isNotEqualTo(files("c").get("images/train/000000.jpg"));
    assertThat(files("a").get("images/train/000000.jpg"))
        .isNotEqualTo(files("a").get("images/val/000000.jpg"));
  }

  @Test
  void aLongerSetBeginsWithTheShorterOne() throws IOException {
    ensure("short", SPEC);
    ensure("long", new SyntheticSpec(14, 5, 160, 4, 7));

    Map<String, String> both = files("short");
    both.remove("synth.json");
    assertThat(files("long")).containsAllEntriesOf(both);
  }

  @Test
  void theSetIsAWholeYoloDataset() throws IOException {
    ensure("set", SPEC);
    DatasetConfig dataset =
        new DatasetConfig(
            DatasetFormat.YOLO,
            folder.resolve("set").toString(),
            List.of("images/train"),
            List.of("images/val"),
            null,
            List.of("disc", "square", "triangle", "star"));

    for (Split split : new Split[] {Split.TRAIN, Split.VAL}) {
      List<CheckedImage> images =
          DatasetIndexer.list(dataset, split, HADOOP).stream()
              .map(image -> DatasetIndexer.check(dataset, image, HADOOP))
              .toList();
      assertThat(images).hasSize(split == Split.TRAIN ? 12 : 4);
      assertThat(images)
          .allSatisfy(
              image -> {
                assertThat(image.problems()).isEmpty();
                assertThat(image.record().boxCount()).isBetween(1, 4);
                assertThat(Math.max(image.record().width(), image.record().height()))
                    .isEqualTo(160);
              });
    }
    assertThat(folder.resolve("set/data.yaml"))
        .content()
        .contains("train: images/train\nval: images/val\n", "  0: disc\n", "  3: star\n");
  }

  @Test
  void aWholeSetIsKeptAndAnythingElseIsLeftAlone() throws IOException {
    assertThat(ensure("set", SPEC)).isTrue();
    assertThat(ensure("set", SPEC)).isFalse();

    assertRefused("set", new SyntheticSpec(12, 4, 160, 4, 8), "was drawn from other values");
    Files.delete(folder.resolve("set/labels/val/000002.txt"));
    assertRefused("set", SPEC, "has 3 files instead of 4");
    Files.delete(folder.resolve("set/synth.json"));
    assertRefused("set", SPEC, "exists and is no whole synthetic set");
    Files.writeString(folder.resolve("file"), "mine");
    assertRefused("file", SPEC, "exists and is no whole synthetic set");
    assertThat(folder.resolve("file")).hasContent("mine");
  }

  @Test
  void anEmptyFolderIsFilledAndNothingIsLeftBeside() throws IOException {
    Files.createDirectories(folder.resolve("set"));

    assertThat(ensure("set", SPEC)).isTrue();

    assertThat(folder.resolve("set/synth.json")).exists();
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside).containsExactly(folder.resolve("set"));
    }
  }

  @Test
  void boxesAreTheHullsOfTheShapes() {
    for (int seed = 0; seed < 200; seed++) {
      SyntheticScene scene = SyntheticScene.compose(160, 6, new SplittableRandom(seed));
      for (PlacedShape shape : scene.shapes()) {
        int width = scene.width();
        int[] pixels = shape.pixels(width, scene.height()).stream().toArray();
        IntSummaryStatistics x = Arrays.stream(pixels).map(i -> i % width).summaryStatistics();
        IntSummaryStatistics y = Arrays.stream(pixels).map(i -> i / width).summaryStatistics();
        // The tip of a star is thinner than a pixel over the last two or three of them.
        assertThat(x.getMin() - shape.left()).isBetween(-1.0, 4.0);
        assertThat(y.getMin() - shape.top()).isBetween(-1.0, 4.0);
        assertThat(shape.right() - x.getMax() - 1).isBetween(-1.0, 4.0);
        assertThat(shape.bottom() - y.getMax() - 1).isBetween(-1.0, 4.0);
        assertThat(Math.min(shape.left(), shape.top())).isGreaterThan(-1e-9);
        assertThat(shape.right()).isLessThan(width + 1e-9);
        assertThat(shape.bottom()).isLessThan(scene.height() + 1e-9);
      }
    }
  }

  @Test
  void scenesAreVariedAndNoShapeIsMostlyCovered() {
    int occluded = 0;
    int[] perClass = new int[4];
    for (int seed = 0; seed < 300; seed++) {
      SyntheticScene scene = SyntheticScene.compose(160, 4, new SplittableRandom(seed));
      List<PlacedShape> shapes = scene.shapes();
      for (int i = 0; i < shapes.size(); i++) {
        if (shapes.get(i).classId() < 0) {
          continue;
        }
        perClass[shapes.get(i).classId()]++;
        BitSet visible = shapes.get(i).pixels(scene.width(), scene.height());
        int area = visible.cardinality();
        for (PlacedShape above : shapes.subList(i + 1, shapes.size())) {
          visible.andNot(above.pixels(scene.width(), scene.height()));
        }
        assertThat((double) visible.cardinality() / area)
            .isGreaterThanOrEqualTo(SyntheticScene.LEAST_VISIBLE);
        occluded += visible.cardinality() < 0.9 * area ? 1 : 0;
      }
    }
    assertThat(occluded).isGreaterThan(30);
    for (int count : perClass) {
      assertThat(count).isGreaterThan(120);
    }
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new SyntheticSpec(0, 1, 160, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training images: 0");
    assertThatThrownBy(() -> new SyntheticSpec(1, 1, 160, 7, 0))
        .hasMessageContaining("classes: 7 is not accepted; give 1 to 6");
  }

  private boolean ensure(String name, SyntheticSpec spec) {
    return SyntheticDataset.ensure(folder.resolve(name).toString(), spec, HADOOP);
  }

  private void assertRefused(String name, SyntheticSpec spec, String reason) {
    assertThatThrownBy(() -> ensure(name, spec))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n");
  }

  /** Content of every file, without the checksum files of the local file system. */
  private Map<String, String> files(String name) throws IOException {
    Path root = folder.resolve(name);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".crc")) {
          files.put(
              root.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }
}
