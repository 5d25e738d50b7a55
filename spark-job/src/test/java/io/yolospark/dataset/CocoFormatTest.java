package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.AnnotationsConfig;
import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoFormatTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path root;

  @Test
  void readsTheNuts() {
    String environment = System.getenv("YOLOSPARK_SHARED");
    Path shared =
        environment != null
            ? Path.of(environment)
            : Path.of(System.getProperty("yolospark.root", ".."), "../shared");
    Path nuts = shared.resolve("data/nuts").toAbsolutePath().normalize();
    assumeTrue(Files.isDirectory(nuts), nuts + " is absent");

    DatasetConfig dataset = dataset(nuts, "images", "trainval.json", "date", "fig", "hazelnut");
    List<CheckedImage> images = check(dataset);
    DatasetReport report = DatasetReport.of(Split.TRAIN, dataset.names(), images);

    assertThat(report.used()).isEqualTo(18);
    assertThat(report.boxesPerClass()).containsExactly(71L, 41L, 53L);
    assertThat(images)
        .allSatisfy(
            image -> {
              assertThat(image.record().width()).isEqualTo(800);
              assertThat(image.record().polygons().length).isEqualTo(image.record().boxCount());
            });
    // the first annotation: [101, 118, 136, 167] of image 0, category 1
    ImageRecord first = images.get(0).record();
    assertThat(first.uri()).endsWith("/0.jpg");
    assertThat(first.classes()[0]).isZero();
    assertThat(new float[] {first.boxes()[0], first.boxes()[1]})
        .containsExactly(new float[] {169f / 800, 201.5f / 600}, within(1e-6f));
  }

  @Test
  void judgesEachRowAlone() throws Exception {
    image("photos/a.png");
    image("photos/b.png");
    image("photos/d.png");
    file(
        """
        {"images": [
           {"id": 1, "file_name": "a.png", "width": 64, "height": 48},
           {"id": 2, "file_name": "b.png"},
           {"id": 3, "file_name": "lost.png"},
           {"id": 4, "file_name": "d.png"}],
         "categories": [{"id": 7, "name": "dog"}, {"id": 9, "name": "cat"}, {"id": 3, "name": "cow"}],
         "annotations": [
           {"image_id": 1, "category_id": 7, "bbox": [8, 12, 16, 24], "iscrowd": 0},
           {"image_id": 1, "category_id": 9, "bbox": [0, 0, 60, 40], "iscrowd": 1},
           {"image_id": 1, "category_id": 3, "bbox": [0, 0, 60, 40]},
           {"image_id": 1, "category_id": 5, "bbox": [0, 0, 60, 40]},
           {"image_id": 1, "category_id": 7, "bbox": [0, 0, "x", 40]},
           {"image_id": 1, "category_id": 7},
           {"image_id": 1, "category_id": 7, "bbox": [0, 0, 0, 40]},
           {"image_id": 8, "category_id": 7, "bbox": [0, 0, 10, 40]},
           "nonsense",
           {"image_id": 4, "category_id": 9, "bbox": [0, 0, 0, 0]}]}
        """);

    List<CheckedImage> images = check(dataset(root, "photos", "truth.json", "cat", "dog"));

    CheckedImage first = images.get(0);
    assertThat(first.record().classes()).containsExactly(1);
    assertThat(first.record().boxes()).containsExactly(0.25f, 0.5f, 0.25f, 0.5f);
    assertThat(first.problems())
        .extracting(Problem::kind, Problem::line)
        .containsExactlyInAnyOrder(
            tuple(ProblemKind.CROWD, 2),
            tuple(ProblemKind.UNKNOWN_CLASS, 3),
            tuple(ProblemKind.MALFORMED_BOX, 4),
            tuple(ProblemKind.MALFORMED_BOX, 5),
            tuple(ProblemKind.MALFORMED_BOX, 6),
            tuple(ProblemKind.EMPTY_BOX, 7),
            tuple(ProblemKind.MALFORMED_BOX, 8),
            tuple(ProblemKind.MALFORMED_BOX, 9));
    assertThat(images.get(1).record().boxCount()).as("background").isZero();
    assertThat(images.get(2).usable()).as("its only box is bad").isFalse();
    assertThat(images.get(3).problems())
        .extracting(Problem::kind)
        .containsExactly(ProblemKind.MISSING_IMAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | it has no list 'images'",
        "{\"images\": [], \"annotations\": [] | is no COCO annotation file",
        "{\"images\": [], \"annotations\": []} | it has no list 'categories'",
        "{\"images\": [{\"id\": 1}, {\"id\": 1}], \"annotations\": [], \"categories\": []} | image id '1' occurs twice",
        "{\"images\": [], \"annotations\": [], \"categories\": []} | no images"
      })
  void refusesWhatIsNoCocoFile(String content, String reason) throws Exception {
    file(content);
    DatasetConfig dataset = dataset(root, "photos", "truth.json", "cat");

    assertThatThrownBy(() -> DatasetIndexer.list(dataset, Split.TRAIN, HADOOP))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysWhichFileIsMissing() {
    DatasetConfig dataset = dataset(root, "photos", "absent.json", "cat");

    assertThatThrownBy(() -> DatasetIndexer.list(dataset, Split.TRAIN, HADOOP))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("absent.json does not exist");
  }

  private static List<CheckedImage> check(DatasetConfig dataset) {
    return DatasetIndexer.list(dataset, Split.TRAIN, HADOOP).stream()
        .map(image -> DatasetIndexer.check(dataset, image, HADOOP))
        .toList();
  }

  private static DatasetConfig dataset(
      Path root, String folder, String annotations, String... names) {
    return new DatasetConfig(
        DatasetFormat.COCO,
        root.toString(),
        List.of(folder),
        List.of(folder),
        null,
        List.of(names),
        null,
        new AnnotationsConfig(annotations, annotations, null));
  }

  private void file(String content) throws Exception {
    Files.writeString(root.resolve("truth.json"), content);
  }

  private void image(String name) throws Exception {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", path.toFile());
  }
}
