package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AnnotationsConfig;
import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import io.yolospark.dataset.SplitTruth.Image;
import io.yolospark.dataset.SplitTruth.LabelledObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTruthTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path root;

  @Test
  void imagesAreCalledByTheirFilesAndComeInTheOrderOfTheirIds() {
    DatasetConfig yolo =
        new DatasetConfig(
            DatasetFormat.YOLO, "/data", List.of("a"), List.of("a"), null, List.of("cat", "dog"));
    List<ImageRecord> records =
        List.of(
            record("/data/a/10.jpg"),
            record("/data/a/photo.jpg"),
            record("/data/a/0009.jpg"),
            record("/data/b/10.jpg"));

    SplitTruth truth = SplitTruth.of(yolo, Split.VAL, records, HADOOP);

    assertThat(truth.images()).extracting(Image::id).containsExactly("9", "10", "10~2", "photo");
    assertThat(truth.images()).extracting(Image::record).containsExactly(2, 0, 3, 1);
    assertThat(truth.categories()).containsExactly(0, 1);
    assertThat(truth.images().get(0).objects())
        .containsExactly(new LabelledObject(1, 25, 10, 50, 20, 1000, false));
  }

  @Test
  void cocoFilesKeepCrowdsAreasAndImagesThatAreNotUsed() throws Exception {
    Files.writeString(
        root.resolve("truth.json"),
        """
        {"images": [{"id": 10, "file_name": "b.jpg"}, {"id": 9, "file_name": "lost.jpg"}],
         "categories": [{"id": 7, "name": "dog"}, {"id": 9, "name": "cat"}],
         "annotations": [
           {"image_id": 10, "category_id": 9, "bbox": [1, 2, 3, 4], "area": 5.5, "iscrowd": 1},
           {"image_id": 10, "category_id": 7, "bbox": [1, 2, 3, 4]},
           {"image_id": 10, "category_id": 7, "bbox": [1, 2]},
           {"image_id": 10, "category_id": 8, "bbox": [1, 2, 3, 4]}]}
        """);
    List<ImageRecord> records = List.of(record("file:" + root + "/photos/b.jpg"));

    SplitTruth truth = SplitTruth.of(coco("cat", "dog"), Split.VAL, records, HADOOP);

    assertThat(truth.categories()).containsExactly(9, 7);
    assertThat(truth.images())
        .containsExactly(
            new Image("9", -1, List.of()),
            new Image(
                "10",
                0,
                List.of(
                    new LabelledObject(0, 1, 2, 3, 4, 5.5, true),
                    new LabelledObject(1, 1, 2, 3, 4, 12, false))));
    SplitTruth joined = truth.asOneClass();
    assertThat(joined.categories()).containsExactly(9);
    assertThat(joined.images().get(1).objects())
        .extracting(LabelledObject::classId)
        .containsExactly(0, 0);
    assertThat(joined.images().get(1).objects())
        .extracting(LabelledObject::crowd)
        .containsExactly(true, false);
    assertThatThrownBy(() -> SplitTruth.of(coco("cow"), Split.VAL, records, HADOOP))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("'cow' is no category");
  }

  private DatasetConfig coco(String... names) {
    return new DatasetConfig(
        DatasetFormat.COCO,
        root.toString(),
        List.of("photos"),
        List.of("photos"),
        null,
        List.of(names),
        null,
        new AnnotationsConfig("truth.json", "truth.json", null));
  }

  private static ImageRecord record(String uri) {
    return new ImageRecord(uri, 100, 40, new int[] {1}, new float[] {0.5f, 0.5f, 0.5f, 0.5f});
  }
}
