package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same readers on a real HDFS, in this JVM. */
class HdfsDatasetTest {

  private static MiniDFSCluster cluster;
  private static Configuration hadoop;
  private static FileSystem hdfs;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path folder) throws IOException {
    hadoop = new Configuration();
    cluster = new MiniDFSCluster.Builder(hadoop, folder.toFile()).numDataNodes(1).build();
    hdfs = cluster.getFileSystem();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.shutdown();
    }
  }

  @Test
  void aSyntheticSetIsDrawnListedAndChecked() throws IOException {
    String root = hdfs.getUri() + "/data/shapes";
    SyntheticSpec spec = new SyntheticSpec(5, 2, 96, 3, 1);

    assertThat(SyntheticDataset.ensure(root, spec, hadoop)).isTrue();
    assertThat(SyntheticDataset.ensure(root, spec, hadoop)).isFalse();

    assertThat(hdfs.listStatus(new Path("/data")))
        .extracting(FileStatus::getPath)
        .containsExactly(new Path(root));
    DatasetConfig shapes =
        new DatasetConfig(
            DatasetFormat.YOLO,
            root,
            List.of("images/train"),
            List.of("images/val"),
            null,
            List.of("disc", "square", "triangle"));
    List<CheckedImage> images = check(shapes, Split.TRAIN);
    assertThat(images).hasSize(5).allSatisfy(image -> assertThat(image.problems()).isEmpty());
    assertThat(images.get(0).uri()).isEqualTo(root + "/images/train/000000.jpg");
    DatasetReport.of(Split.TRAIN, shapes.names(), images).requireUsable();
  }

  @Test
  void vocIsReadAndBadFilesAreListed() throws IOException {
    put("/voc/ImageSets/Main/val.txt", utf8("a\nb\nc\n"));
    put("/voc/JPEGImages/a.jpeg", TestImages.encoded("jpg", 200, 100));
    put("/voc/JPEGImages/b.jpg", new byte[] {(byte) 0xFF, (byte) 0xD8, 0});
    for (String id : new String[] {"a", "b", "c"}) {
      put(
          "/voc/Annotations/" + id + ".xml",
          utf8(
              "<annotation><object><name>cat</name><bndbox><xmin>20</xmin><ymin>10</ymin>"
                  + "<xmax>60</xmax><ymax>90</ymax></bndbox></object></annotation>"));
    }
    DatasetConfig voc =
        new DatasetConfig(
            DatasetFormat.VOC,
            hdfs.getUri() + "/voc",
            List.of("train"),
            List.of("val"),
            null,
            List.of("cat"));

    List<CheckedImage> images = check(voc, Split.VAL);

    assertThat(images.get(0).record().boxes()).containsExactly(0.2f, 0.5f, 0.2f, 0.8f);
    assertThat(images.get(1).problems().get(0).kind()).isEqualTo(ProblemKind.TRUNCATED_IMAGE);
    assertThat(images.get(2).problems().get(0).kind()).isEqualTo(ProblemKind.MISSING_IMAGE);
    assertThatThrownBy(() -> DatasetIndexer.list(voc, Split.TRAIN, hadoop))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining(hdfs.getUri() + "/voc/ImageSets/Main/train.txt does not exist");
  }

  @Test
  void aRootThatIsAbsentIsAMistake() {
    DatasetConfig lost =
        new DatasetConfig(
            DatasetFormat.YOLO,
            hdfs.getUri() + "/lost",
            List.of("a"),
            List.of("a"),
            null,
            List.of("cat"));

    assertThatThrownBy(() -> DatasetIndexer.list(lost, Split.TRAIN, hadoop))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("/lost does not exist");
  }

  private static List<CheckedImage> check(DatasetConfig dataset, Split split) {
    return DatasetIndexer.list(dataset, split, hadoop).stream()
        .map(image -> DatasetIndexer.check(dataset, image, hadoop))
        .toList();
  }

  private static void put(String file, byte[] content) throws IOException {
    try (OutputStream out = hdfs.create(new Path(file))) {
      out.write(content);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
