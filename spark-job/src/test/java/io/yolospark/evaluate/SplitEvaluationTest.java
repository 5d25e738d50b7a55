package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.AnnotationsConfig;
import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import io.yolospark.dataset.CheckedImage;
import io.yolospark.dataset.DatasetIndexer;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.dataset.Split;
import io.yolospark.dataset.SplitTruth;
import io.yolospark.detect.Detection;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noisy detections on the real photos of nuts; skipped where the shared data is absent. */
class SplitEvaluationTest {

  private static final Configuration HADOOP = new Configuration();

  private Path nuts;
  private DatasetConfig dataset;
  private List<ImageRecord> records;
  private SplitTruth truth;

  @BeforeEach
  void readNuts() {
    String environment = System.getenv("YOLOSPARK_SHARED");
    Path shared =
        environment != null
            ? Path.of(environment)
            : Path.of(System.getProperty("yolospark.root", ".."), "../shared");
    nuts = shared.resolve("data/nuts").toAbsolutePath().normalize();
    assumeTrue(Files.isDirectory(nuts), nuts + " is absent");
    dataset =
        new DatasetConfig(
            DatasetFormat.COCO,
            nuts.toString(),
            List.of("images"),
            List.of("images"),
            null,
            List.of("hazelnut", "date", "fig"),
            null,
            new AnnotationsConfig("trainval.json", "trainval.json", null));
    records =
        DatasetIndexer.list(dataset, Split.VAL, HADOOP).stream()
            .map(image -> DatasetIndexer.check(dataset, image, HADOOP))
            .map(CheckedImage::record)
            .toList();
    truth = SplitTruth.of(dataset, Split.VAL, records, HADOOP);
  }

  @Test
  void knowsIdsAndCategoriesOfTheFile() {
    assertThat(truth.categories()).containsExactly(3, 1, 2);
    assertThat(truth.images()).extracting(SplitTruth.Image::id).startsWith("0", "1", "2", "3");
    SplitTruth.Image first = truth.images().get(0);
    assertThat(records.get(first.record()).uri()).endsWith("/0.jpg");
    assertThat(first.objects().get(0))
        .isEqualTo(new SplitTruth.LabelledObject(1, 101, 118, 136, 167, 15584.661085606262, false));
  }

  @Test
  void itsResultsFileGivesTheSameFiguresAndThoseOfPycocotools(@TempDir Path folder)
      throws Exception {
    SplitResults results = SplitResults.ofDetections(truth, noisy());
    Path file = folder.resolve("results.json");
    Files.write(file, CocoResultsFile.write(results.rows()));

    SplitEvaluation direct = SplitEvaluation.of(records, truth, results, dataset.names());
    SplitEvaluation read;
    try (InputStream in = Files.newInputStream(file)) {
      List<CocoResult> rows = CocoResultsFile.read("it", in);
      SplitResults again = SplitResults.ofRows(truth, rows, records.size());
      read = SplitEvaluation.of(records, truth, again, dataset.names());
    }

    assertThat(read.coco()).isEqualTo(direct.coco());
    assertThat(direct.coco().ap50()).isBetween(0.3, 0.95);
    assertThat(read.metrics().map()).isCloseTo(direct.metrics().map(), within(0.002));
    // the same area by another interpolation
    assertThat(direct.metrics().map()).isCloseTo(direct.coco().ap(), within(0.05));
    assertThat(direct.matrix().count(0, 0)).isGreaterThan(20);
    assertThat(direct.describe(dataset.names())).contains("hazelnut", "mAP50-95", "AP75=");
    assumeTrue(Pycocotools.installed(), "python3 has no pycocotools");
    assertThat(direct.coco().toArray())
        .containsExactly(
            Pycocotools.evaluate(nuts.resolve("trainval.json"), file).figures(), within(1e-6));
  }

  @Test
  void refusesResultsOfAnotherDataset() {
    CocoBox box = new CocoBox(0, 0, 1, 1);

    assertThatThrownBy(
            () -> SplitResults.ofRows(truth, List.of(new CocoResult("99", 1, box, 1)), 18))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("image_id 99");
    assertThatThrownBy(
            () -> SplitResults.ofRows(truth, List.of(new CocoResult("1", 9, box, 1)), 18))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("category_id 9");
  }

  /** Most labels, a little off, some under a wrong class, among boxes of nothing. */
  private List<List<Detection>> noisy() {
    SplittableRandom random = new SplittableRandom(4);
    List<List<Detection>> split = new ArrayList<>();
    for (ImageRecord record : records) {
      GroundTruth labels = GroundTruth.of(record);
      List<Detection> detections = new ArrayList<>();
      for (int i = 0; i < labels.classes().length; i++) {
        float shift = (float) random.nextDouble(-8, 8);
        float[] boxes = labels.boxes();
        int classId = random.nextInt(6) == 0 ? random.nextInt(3) : labels.classes()[i];
        detections.add(
            new Detection(
                boxes[4 * i] + shift,
                boxes[4 * i + 1],
                boxes[4 * i + 2] + shift,
                boxes[4 * i + 3],
                (float) random.nextDouble(0.2, 1),
                classId));
        detections.add(
            new Detection(20 * i, 10, 20 * i + 60, 80, (float) random.nextDouble(), classId));
      }
      detections.sort(Comparator.comparingDouble(each -> -each.score()));
      split.add(detections);
    }
    return split;
  }
}
