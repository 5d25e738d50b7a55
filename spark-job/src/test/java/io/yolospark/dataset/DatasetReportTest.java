package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetReportTest {

  private static final List<String> NAMES = List.of("cat", "elephant");

  @Test
  void addsUpAndReadsWell() {
    DatasetReport report =
        report(
            Split.TRAIN,
            used("a.jpg", new int[] {0, 1, 1}, problem(ProblemKind.EMPTY_BOX, "a.txt", 4, 1)),
            used("b.jpg", new int[0]),
            used("b.jpg", new int[0]),
            used("d.jpg", new int[] {1}, problem(ProblemKind.CLIPPED_BOX, "d.txt", 1, 1)),
            rejected(
                "c.jpg",
                problem(ProblemKind.UNKNOWN_CLASS, "c.txt", 0, 30),
                problem(ProblemKind.NO_VALID_BOX, "c.txt", 0, 1)));

    assertThat(report.boxes()).isEqualTo(4);
    assertThat(report.rejected()).isEqualTo(1);
    assertThat(report.count(ProblemKind.Effect.BOX_DROPPED)).isEqualTo(31);
    assertThat(report.render(2))
        .isEqualTo(
            """
            train: 4 images used (2 without objects), 1 rejected; 4 boxes
                0  cat             1
                1  elephant        3
              images listed more than once: 1
              images rejected: 1 (no valid box left 1)
              boxes dropped: 31 (unknown class 30, box without area 1)
              corrected: 1 (box clipped to the image 1)
                a.txt:4: box without area: why
                d.txt:1: box clipped to the image: why
                … and 2 more entries
            """);
    assertThat(report.summary())
        .isEqualTo(
            "dataset.train: images rejected 1, boxes dropped 31, corrected 1;"
                + " the first: a.txt:4: box without area: why");
    report.requireUsable();
  }

  @Test
  void aCleanSplitSaysSoInFewLines() {
    assertThat(report(Split.VAL, used("a.jpg", new int[] {0})).render(10))
        .isEqualTo(
            """
            val: 1 images used (0 without objects), 0 rejected; 1 boxes
                0  cat             1
                1  elephant        0
            """);
  }

  @Test
  void refusesSplitsThatCannotBeUsed() {
    assertRefused(
        report(Split.VAL, rejected("a.jpg", problem(ProblemKind.TRUNCATED_IMAGE, "a.jpg", 0, 1))),
        "dataset.val: none of 1 images can be used; the first problem: a.jpg: truncated image: why");
    assertRefused(
        report(Split.TRAIN, used("a.jpg", new int[0])),
        "dataset.train: none of 1 images has a box");
    assertRefused(
        report(
            Split.VAL,
            used("a.jpg", new int[0], problem(ProblemKind.UNKNOWN_CLASS, "a.xml", 3, 1))),
        "dataset.names: no annotated object has one of the names [cat, elephant]");
    assertThatCode(report(Split.VAL, used("a.jpg", new int[0]))::requireUsable)
        .doesNotThrowAnyException();
  }

  private static void assertRefused(DatasetReport report, String start) {
    assertThatThrownBy(report::requireUsable)
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith(start)
        .message()
        .doesNotContain("\n");
  }

  private static DatasetReport report(Split split, CheckedImage... images) {
    return DatasetReport.of(split, NAMES, Arrays.asList(images));
  }

  private static CheckedImage used(String uri, int[] classes, Problem... problems) {
    float[] boxes = new float[4 * classes.length];
    Arrays.fill(boxes, 0.5f);
    return new CheckedImage(uri, new ImageRecord(uri, 20, 20, classes, boxes), List.of(problems));
  }

  private static CheckedImage rejected(String uri, Problem... problems) {
    return new CheckedImage(uri, null, List.of(problems));
  }

  private static Problem problem(ProblemKind kind, String file, int line, int count) {
    return new Problem(kind, file, line, "why", count);
  }
}
