package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real blood cell photos; skipped where the folder of shared data is absent. */
class BccdTest {

  private static final Map<Split, DatasetReport> REPORTS = new EnumMap<>(Split.class);

  @BeforeEach
  void checkAllImages() {
    String environment = System.getenv("YOLOSPARK_SHARED");
    Path shared =
        environment != null
            ? Path.of(environment)
            : Path.of(System.getProperty("yolospark.root", ".."), "../shared");
    Path root = shared.resolve("data/bccd").toAbsolutePath().normalize();
    assumeTrue(Files.isDirectory(root), root + " is absent");
    if (!REPORTS.isEmpty()) {
      return;
    }
    DatasetConfig bccd =
        new DatasetConfig(
            DatasetFormat.VOC,
            root.toString(),
            List.of("train"),
            List.of("val"),
            List.of("test"),
            List.of("RBC", "WBC", "Platelets"));
    Configuration hadoop = new Configuration();
    for (Split split : Split.values()) {
      List<CheckedImage> images =
          DatasetIndexer.list(bccd, split, hadoop).stream()
              .map(image -> DatasetIndexer.check(bccd, image, hadoop))
              .toList();
      images.forEach(
          image -> {
            assertThat(image.record().width()).isEqualTo(640);
            assertThat(image.record().height()).isEqualTo(480);
          });
      REPORTS.put(split, DatasetReport.of(split, bccd.names(), images));
    }
  }

  @Test
  void everyImageIsUsed() {
    assertThat(REPORTS.values()).extracting(DatasetReport::used).containsExactly(205, 87, 72);
    assertThat(REPORTS.values()).allSatisfy(report -> assertThat(report.rejected()).isZero());
    REPORTS.values().forEach(DatasetReport::requireUsable);
  }

  @Test
  void theTwoBoxesWithoutAreaAreListed() {
    assertThat(emptyBoxes(Split.TRAIN)).containsExactly("BloodImage_00343.xml");
    assertThat(emptyBoxes(Split.VAL)).containsExactly("BloodImage_00338.xml");
    assertThat(emptyBoxes(Split.TEST)).isEmpty();
  }

  @Test
  void everyOtherAnnotatedBoxIsUsed() {
    long[] boxes = new long[3];
    REPORTS
        .values()
        .forEach(
            report -> {
              for (int id = 0; id < 3; id++) {
                boxes[id] += report.boxesPerClass().get(id);
              }
            });

    // 4155 red cells are annotated; two of these boxes have no area.
    assertThat(boxes).containsExactly(4153, 372, 361);
    assertThat(REPORTS.values()).extracting(DatasetReport::backgrounds).containsOnly(0);
    assertThat(REPORTS.values())
        .extracting(report -> report.problems().size())
        .containsExactly(1, 1, 0);
  }

  private static List<String> emptyBoxes(Split split) {
    return REPORTS.get(split).problems().stream()
        .filter(problem -> problem.kind() == ProblemKind.EMPTY_BOX)
        .map(problem -> Path.of(problem.file()).getFileName().toString())
        .toList();
  }
}
