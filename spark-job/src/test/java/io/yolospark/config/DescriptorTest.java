package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorTest {

  private static final String JOB = "{name: run, output: /runs, dataset: sets/data.yaml}";

  private static DatasetConfig load(String descriptor, String... overrides) {
    return Configs.load(Configs.files(JOB, "/home/user/conf/sets/data.yaml", descriptor), overrides)
        .dataset();
  }

  private static List<String> mistakes(String descriptor) {
    return Configs.mistakes(Configs.files(JOB, "/home/user/conf/sets/data.yaml", descriptor));
  }

  @Test
  void acceptsUltralyticsFilesWithPath() {
    DatasetConfig dataset =
        load(
            """
            # comment
            path: ../coco8
            train: images/train
            val: images/val
            test: # optional
            names:
              0: person
              1: bicycle
              2: no
            download: https://example.org/coco8.zip
            kpt_shape: [17, 3]
            """);

    assertThat(dataset)
        .isEqualTo(
            new DatasetConfig(
                DatasetFormat.YOLO,
                "/home/user/conf/coco8",
                List.of("images/train"),
                List.of("images/val"),
                null,
                List.of("person", "bicycle", "no")));
  }

  @Test
  void acceptsUltralyticsFilesWithoutPath() {
    DatasetConfig dataset =
        load(
            """
            train: [../train/images, ../more/images]
            val: ../valid/images
            nc: 2
            names: ['a', '007']
            roboflow: {workspace: w, version: 1}
            """);

    assertThat(dataset.root()).isEqualTo("/home/user/conf/sets");
    assertThat(dataset.train()).containsExactly("../train/images", "../more/images");
    assertThat(dataset.names()).containsExactly("a", "007");
  }

  @Test
  void reachesIntoUltralyticsFiles() {
    assertThat(load("{path: x, train: t, val: v, names: [a]}", "dataset.root=/data/x").root())
        .isEqualTo("/data/x");
  }

  @Test
  void givesUltralyticsFilesACache() {
    assertThat(load("path: /sets\ntrain: a\nval: b\nnames: [x]\n", "dataset.cache=none").cache())
        .isEqualTo(CacheKind.NONE);
  }

  @Test
  void checksTheClassCountOfUltralyticsFiles() {
    assertThat(mistakes("{train: t, val: v, nc: 3, names: [a, b]}"))
        .containsExactly(
            "dataset.nc: 3 is not the number of names; accepted: 2"
                + " (/home/user/conf/sets/data.yaml:1)");
  }

  @Test
  void ordersNamesById() {
    assertThat(
            load("{format: yolo, root: /d, train: t, val: v, names: {1: b, 0: a, 2: 3}}").names())
        .containsExactly("a", "b", "3");
  }

  @Test
  void refusesGapsAmongIds() {
    String gaps =
        "dataset.names: class ids are not 0 to 1 without gaps; accepted: that, or a list"
            + " (/home/user/conf/sets/data.yaml:1)";
    assertThat(mistakes("{format: yolo, root: /d, train: t, val: v, names: {0: a, 2: b}}"))
        .containsExactly(gaps);
    assertThat(mistakes("{format: yolo, root: /d, train: t, val: v, names: {1: a, 2: b}}"))
        .containsExactly(gaps);
    assertThat(mistakes("{format: yolo, root: /d, train: t, val: v, names: {a: 0, b: 1}}"))
        .containsExactly(gaps);
  }

  @Test
  void asksForTheFormatOfOwnDescriptors() {
    assertThat(mistakes("{root: /d, train: t, val: v, names: [a]}"))
        .containsExactly(
            "dataset.format: missing; add this key. Annotation format: yolo, voc or coco.");
  }
}
