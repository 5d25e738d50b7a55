package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.DatasetConfig;
import io.yolospark.config.DatasetFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetIndexerTest {

  private static final Configuration HADOOP = new Configuration();
  private static final byte[] JPEG = TestImages.encoded("jpg", 200, 100);

  @TempDir Path root;

  @Test
  void yoloFoldersAreSearchedRecursivelyAndSorted() throws IOException {
    put("images/train/b.png", JPEG);
    put("images/train/a b%20c.JPG", JPEG);
    put("images/train/sub/deep/c.webp", JPEG);
    put("images/train/notes.txt", JPEG);
    put("images/train/scan.tif", JPEG);
    put("other/10:30.jpg", JPEG);

    assertThat(list(yolo("images/train", "other/"), Split.TRAIN))
        .containsExactly(
            "images/train/a b%20c.JPG",
            "images/train/b.png",
            "images/train/scan.tif",
            "images/train/sub/deep/c.webp",
            "other/10:30.jpg");
  }

  @Test
  void yoloListsAreRelativeToThemselvesOrToTheRoot() throws IOException {
    put(
        "lists/train.txt",
        "\uFEFF./x.jpg\r\n\r\nimages/y 1.jpg\n" + root + "/z.jpg\nimages/2:3.jpg");

    assertThat(list(yolo("lists/train.txt"), Split.TRAIN))
        .containsExactly("images/2:3.jpg", "images/y 1.jpg", "lists/x.jpg", "z.jpg");
  }

  @Test
  void yoloLabelsLieInTheParallelFolder() throws IOException {
    put("images/sets/images/train/a.v2.jpg", JPEG);
    put("images/sets/labels/train/a.v2.txt", "1 0.5 0.5 0.1 0.2\n");

    CheckedImage image = checkOnly(yolo("images"));

    assertThat(image.problems()).isEmpty();
    assertThat(image.record().uri()).isEqualTo(image.uri()).endsWith("/a.v2.jpg");
    assertThat(image.record().width()).isEqualTo(200);
    assertThat(image.record().height()).isEqualTo(100);
    assertThat(image.record().classes()).containsExactly(1);
    assertThat(image.record().boxes()).containsExactly(0.5f, 0.5f, 0.1f, 0.2f);
  }

  @Test
  void imagesWithoutLabelsAreBackgrounds() throws IOException {
    put("images/a.jpg", JPEG);
    put("images/b.jpg", JPEG);
    put("labels/b.txt", " \n\n");

    assertThat(checkAll(yolo("images")))
        .hasSize(2)
        .allSatisfy(
            image -> {
              assertThat(image.record().boxCount()).isZero();
              assertThat(image.problems()).isEmpty();
            });
  }

  @Test
  void anImageWhoseBoxesAreAllBadIsNoBackground() throws IOException {
    put("images/a.jpg", JPEG);
    put("labels/a.txt", "9 0.5 0.5 0.1 0.2\n");

    CheckedImage image = checkOnly(yolo("images"));

    assertThat(image.usable()).isFalse();
    assertThat(image.problems())
        .extracting(Problem::kind)
        .containsExactly(ProblemKind.UNKNOWN_CLASS, ProblemKind.NO_VALID_BOX);
  }

  @Test
  void badImagesAreRejectedAndTheFilesStayAsTheyAre() throws IOException {
    byte[] cut = Arrays.copyOf(JPEG, JPEG.length - 100);
    put("images/cut.jpg", cut);
    put("images/empty.jpg", new byte[0]);
    put("list.txt", "images/cut.jpg\nimages/empty.jpg\nimages/lost.jpg\n");

    List<CheckedImage> images = checkAll(yolo("list.txt"));

    assertThat(images).noneMatch(CheckedImage::usable);
    assertThat(images)
        .extracting(image -> image.problems().get(0).kind())
        .containsExactly(
            ProblemKind.TRUNCATED_IMAGE, ProblemKind.UNREADABLE_IMAGE, ProblemKind.MISSING_IMAGE);
    assertThat(root.resolve("images/cut.jpg")).hasBinaryContent(cut);
  }

  @Test
  void aLabelFileThatCannotBeReadRejectsTheImage() throws IOException {
    put("images/a.jpg", JPEG);
    Files.createDirectories(root.resolve("labels/a.txt"));

    CheckedImage image = checkOnly(yolo("images"));

    assertThat(image.usable()).isFalse();
    assertThat(image.problems().get(0).toString())
        .endsWith("/labels/a.txt: unreadable annotation: it is a folder");
  }

  @Test
  void vocListsGiveIds() throws IOException {
    put("ImageSets/Main/train.txt", "b\na 2\n\n sub/c \n");
    put("ImageSets/Main/cat_train.txt", "d  1\ne -1\n");
    put("mine.txt", "f.png\n");

    assertThat(list(voc("train", "cat_train", "mine.txt"), Split.TRAIN))
        .containsExactly(
            "JPEGImages/a 2.jpg",
            "JPEGImages/b.jpg",
            "JPEGImages/d.jpg",
            "JPEGImages/e.jpg",
            "JPEGImages/f.png",
            "JPEGImages/sub/c.jpg");
  }

  @Test
  void vocBoxesAreTheCornersInPixels() throws IOException {
    CheckedImage image =
        checkVoc(JPEG, object("dog", 20, 10, 60, 90) + object("cat", 0, 0, 200, 100));

    assertThat(image.problems()).isEmpty();
    assertThat(image.record().classes()).containsExactly(1, 0);
    assertThat(image.record().boxes()).containsExactly(0.2f, 0.5f, 0.2f, 0.8f, 0.5f, 0.5f, 1f, 1f);
  }

  @Test
  void vocDropsBadBoxesAndListsThem() throws IOException {
    CheckedImage image =
        checkVoc(
            JPEG,
            object("cat", 20, 10, 60, 90)
                + object("cat", 20, 10, 20, 90)
                + object("cat", 60, 10, 20, 90)
                + object("cat", 300, 10, 400, 90)
                + object("cat", 20, 10, 60, 90)
                + object("cow", 20, 10, 60, 90)
                + "<object><name>cat</name></object>"
                + "<object><bndbox/></object>"
                + object("dog", -10, 10, 60, 90));

    assertThat(image.record().classes()).containsExactly(0, 1);
    assertThat(image.problems())
        .extracting(Problem::kind)
        .containsExactly(
            ProblemKind.EMPTY_BOX,
            ProblemKind.EMPTY_BOX,
            ProblemKind.OUT_OF_RANGE,
            ProblemKind.DUPLICATE_BOX,
            ProblemKind.UNKNOWN_CLASS,
            ProblemKind.MALFORMED_BOX,
            ProblemKind.MALFORMED_BOX,
            ProblemKind.CLIPPED_BOX);
    assertThat(image.problems().get(1).reason()).contains("width -40 px");
    assertThat(image.problems().get(4).reason()).contains("'cow'").contains("[cat, dog]");
    assertThat(image.problems().get(7).reason()).contains("by 10 px");
    assertThat(image.record().boxes()[4]).isEqualTo(0.15f);
  }

  @Test
  void vocTakesTheSizeOfTheFile() throws IOException {
    byte[] upright = TestImages.withApp1(JPEG, TestImages.exif(6, ByteOrder.LITTLE_ENDIAN));

    CheckedImage image = checkVoc(upright, object("cat", 20, 10, 60, 90));

    assertThat(image.record().width()).isEqualTo(100);
    assertThat(image.record().height()).isEqualTo(200);
    assertThat(image.record().boxes()[0]).isEqualTo(0.4f);
    assertThat(image.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(ProblemKind.SIZE_MISMATCH);
              assertThat(problem.reason()).contains("'200x100'").contains("100x200 px");
            });
  }

  @Test
  void vocImagesMayHaveAnotherSuffixOrTheAnnotatedName() throws IOException {
    put("Annotations/a.xml", annotation(object("cat", 20, 10, 60, 90)));
    put("JPEGImages/a.PNG", TestImages.encoded("png", 200, 100));
    put(
        "Annotations/b.xml",
        annotation(object("cat", 20, 10, 60, 90))
            .replace("<size>", "<filename>C:\\photos\\IMG 7.jpg</filename><size>"));
    put("JPEGImages/IMG 7.jpg", JPEG);
    put("Annotations/c.xml", annotation(""));
    put("ImageSets/Main/train.txt", "a\nb\nc\n");

    List<CheckedImage> images = checkAll(voc("train"));

    assertThat(images.get(0).record().uri()).endsWith("/JPEGImages/a.PNG");
    assertThat(images.get(1).record().uri()).endsWith("/JPEGImages/IMG 7.jpg");
    assertThat(images.get(2).problems().get(0).kind()).isEqualTo(ProblemKind.MISSING_IMAGE);
  }

  @Test
  void vocImagesNeedAnAnnotationThatCanBeRead() throws IOException {
    put("JPEGImages/a.jpg", JPEG);
    put("JPEGImages/b.jpg", JPEG);
    put("Annotations/b.xml", "<annotation><object>");
    put("ImageSets/Main/train.txt", "a\nb\n");

    List<CheckedImage> images = checkAll(voc("train"));

    assertThat(images).noneMatch(CheckedImage::usable);
    assertThat(images)
        .extracting(image -> image.problems().get(0).kind())
        .containsExactly(ProblemKind.MISSING_ANNOTATION, ProblemKind.UNREADABLE_ANNOTATION);
  }

  @Test
  void vocImagesOfOtherClassesOnlyAreBackgrounds() throws IOException {
    CheckedImage image = checkVoc(JPEG, object("cow", 20, 10, 60, 90));

    assertThat(image.record().boxCount()).isZero();
    assertThat(image.problems())
        .extracting(Problem::kind)
        .containsExactly(ProblemKind.UNKNOWN_CLASS);
  }

  @Test
  void vocImagesWhoseBoxesAreAllBadAreRejected() throws IOException {
    CheckedImage image = checkVoc(JPEG, object("cat", 20, 10, 20, 90));

    assertThat(image.usable()).isFalse();
  }

  @Test
  void mistakesOfTheDescriptorAreOneLine() throws IOException {
    Files.createDirectories(root.resolve("images/none"));
    put("images/a.jpg", JPEG);
    put("ImageSets/Main/empty.txt", "\n");

    assertMistake(yolo("images/missing"), "dataset.train: ", "images/missing does not exist");
    assertMistake(yolo("images/none"), "dataset.train: no images in [images/none]");
    assertMistake(yolo("images/a.jpg"), "neither a folder nor a .txt list");
    assertMistake(voc("trian"), "dataset.train: ", "ImageSets/Main/trian.txt does not exist");
    assertMistake(voc("empty"), "dataset.train: no images in [empty]");
    DatasetConfig lost =
        new DatasetConfig(
            DatasetFormat.YOLO, root + "/lost", List.of("a"), List.of("a"), null, List.of("cat"));
    assertMistake(lost, "dataset.root: ", "/lost does not exist", "--set dataset.root=");
    assertThatThrownBy(() -> DatasetIndexer.list(yolo("images"), Split.TEST, HADOOP))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("dataset.test: ");
  }

  @Test
  void resultsTravel() throws IOException, ClassNotFoundException {
    put("images/a.jpg", JPEG);
    put("labels/a.txt", "1 0.5 0.5 0.1 0.2\n7 0 0 0 0");
    CheckedImage image = checkOnly(yolo("images"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(image);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CheckedImage copy = (CheckedImage) in.readObject();
      assertThat(copy.problems()).isEqualTo(image.problems());
      assertThat(copy.record().boxes()).isEqualTo(image.record().boxes());
    }
  }

  private static void assertMistake(DatasetConfig dataset, String... parts) {
    assertThatThrownBy(() -> DatasetIndexer.list(dataset, Split.TRAIN, HADOOP))
        .isInstanceOf(InvalidDatasetException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private CheckedImage checkVoc(byte[] image, String objects) throws IOException {
    put("JPEGImages/a.jpg", image);
    put("Annotations/a.xml", annotation(objects));
    put("ImageSets/Main/train.txt", "a\n");
    return checkOnly(voc("train"));
  }

  private static String annotation(String objects) {
    return "<annotation><size><width>200</width><height>100</height></size>"
        + objects
        + "</annotation>";
  }

  private static String object(String name, int xmin, int ymin, int xmax, int ymax) {
    return String.format(
        "<object><name>%s</name><difficult>1</difficult><bndbox><xmin>%d</xmin><ymin>%d</ymin>"
            + "<xmax>%d</xmax><ymax>%d</ymax></bndbox></object>",
        name, xmin, ymin, xmax, ymax);
  }

  private CheckedImage checkOnly(DatasetConfig dataset) {
    List<CheckedImage> images = checkAll(dataset);
    assertThat(images).hasSize(1);
    return images.get(0);
  }

  private static List<CheckedImage> checkAll(DatasetConfig dataset) {
    return DatasetIndexer.list(dataset, Split.TRAIN, HADOOP).stream()
        .map(image -> DatasetIndexer.check(dataset, image, HADOOP))
        .toList();
  }

  private List<String> list(DatasetConfig dataset, Split split) {
    String prefix = "file:" + root + "/";
    return DatasetIndexer.list(dataset, split, HADOOP).stream()
        .map(
            image -> {
              assertThat(image).startsWith(prefix);
              return image.substring(prefix.length());
            })
        .toList();
  }

  private DatasetConfig yolo(String... train) {
    return descriptor(DatasetFormat.YOLO, train);
  }

  private DatasetConfig voc(String... train) {
    return descriptor(DatasetFormat.VOC, train);
  }

  private DatasetConfig descriptor(DatasetFormat format, String... train) {
    return new DatasetConfig(
        format, root.toString(), List.of(train), List.of("val"), null, List.of("cat", "dog"));
  }

  private void put(String file, String content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), content);
  }

  private void put(String file, byte[] content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.write(root.resolve(file), content);
  }
}
