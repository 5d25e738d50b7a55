package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YoloLabelsTest {

  private record Result(int rows, ImageRecord record, List<Problem> problems) {}

  /** Three classes, an image of 200 x 100 pixels. */
  private static Result read(String text) {
    ProblemList problems = new ProblemList();
    BoxCollector boxes = new BoxCollector("a.txt", 200, 100, problems);
    int rows = new YoloLabels("a.txt", 3, boxes, problems).read(text);
    return new Result(rows, boxes.toRecord("a.jpg"), problems.toList());
  }

  @Test
  void keepsBoxesAsTheyAreWritten() {
    Result result = read("2 0.5 0.25 0.1 0.2\r\n\r\n  0.0\t.5 5e-1 1 1.0  ");

    assertThat(result.rows()).isEqualTo(2);
    assertThat(result.problems()).isEmpty();
    assertThat(result.record().classes()).containsExactly(2, 0);
    assertThat(result.record().polygons()).isEmpty();
    assertThat(result.record().boxes())
        .containsExactly(0.5f, 0.25f, 0.1f, 0.2f, 0.5f, 0.5f, 1f, 1f);
  }

  @Test
  void aFileMayMixBoxesAndPolygons() {
    Result result = read("0 0.5 0.5 0.2 0.4\n1 0.1 0.2 0.5 0.3 0.3 0.8\n");

    assertThat(result.problems()).isEmpty();
    assertThat(result.record().classes()).containsExactly(0, 1);
    float[] expected = {0.5f, 0.5f, 0.2f, 0.4f, 0.3f, 0.5f, 0.4f, 0.6f};
    assertThat(result.record().boxes()).containsExactly(expected, within(1e-6f));
    assertThat(result.record().polygon(0)).isEmpty();
    assertThat(result.record().polygon(1)).containsExactly(0.1f, 0.2f, 0.5f, 0.3f, 0.3f, 0.8f);
  }

  @ParameterizedTest
  @CsvSource({
    "0 0.5 0.5 0.1, MALFORMED_BOX, 4 columns",
    "0 0.5 0.5 0.1 0.1 0.1, MALFORMED_BOX, 6 columns",
    "0 0.5 0.5 0.1 0.1 0.1 0.1 0.1, MALFORMED_BOX, 8 columns",
    "0 0.5 abc 0.1 0.1, MALFORMED_BOX, column 3 is 'abc'",
    "0 NaN 0.5 0.1 0.1, MALFORMED_BOX, column 2 is 'NaN'",
    "0 0.5 0.5 Infinity 0.1, MALFORMED_BOX, column 4 is 'Infinity'",
    "0 0.5 0.5 1e9999 0.1, MALFORMED_BOX, column 4 is '1e9999'",
    "cat 0.5 0.5 0.1 0.1, MALFORMED_BOX, column 1 is 'cat'",
    "3 0.5 0.5 0.1 0.1, UNKNOWN_CLASS, names are 0 to 2",
    "-1 0.5 0.5 0.1 0.1, UNKNOWN_CLASS, names are 0 to 2",
    "1.5 0.5 0.5 0.1 0.1, UNKNOWN_CLASS, names are 0 to 2",
    "99999999999 0.5 0.5 0.1 0.1, UNKNOWN_CLASS, names are 0 to 2",
    "0 1.2 0.5 0.1 0.1, OUT_OF_RANGE, column 2 is 1.2",
    "0 0.5 0.5 -0.1 0.1, OUT_OF_RANGE, column 4 is -0.1",
    "0 0.5 0.5 0 0.1, EMPTY_BOX, width 0 px",
    "0 0.1 0.1 0.2 0.1 0.3 0.1, EMPTY_BOX, height 0 px",
    "1 0.5 0.5 0.5 0.5, DUPLICATE_BOX, class id 1"
  })
  void aBadRowIsDroppedAndListedAndTheOthersStay(String row, ProblemKind kind, String reason) {
    Result result = read("1 0.5 0.5 0.5 0.5\n" + row + "\n0 0.2 0.2 0.1 0.1\n");

    assertThat(result.record().classes()).containsExactly(1, 0);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(kind);
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.file()).isEqualTo("a.txt");
              assertThat(problem.reason()).contains(reason);
            });
  }

  @Test
  void aBoxThatOverhangsIsClippedAndListed() {
    Result result = read("0 0.05 0.5 0.2 1\n");

    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(ProblemKind.CLIPPED_BOX);
              assertThat(problem.reason()).contains("by 10 px");
            });
    assertThat(result.record().boxes())
        .containsExactly(new float[] {0.075f, 0.5f, 0.15f, 1}, within(1e-6f));
  }

  @Test
  void anOverhangByRoundingIsClippedSilently() {
    Result result = read("0 0.05 0.5 0.100004 1\n");

    assertThat(result.problems()).isEmpty();
    float[] box = result.record().boxes();
    assertThat(box[0] - box[2] / 2).isBetween(0f, 1e-6f);
  }

  @Test
  void manyBadRowsAreCountedOneByOneButListedInPart() {
    Result result = read("7 0.5 0.5 0.1 0.1\n".repeat(1000));

    assertThat(result.problems()).hasSize(ProblemList.LISTED_PER_KIND + 1);
    assertThat(result.problems().stream().mapToInt(Problem::count).sum()).isEqualTo(1000);
  }

  @Test
  void junkIsReportedAndNeverCrashes() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] junk = new byte[1 + random.nextInt(300)];
      random.nextBytes(junk);
      Result result = read("0" + new String(junk, StandardCharsets.UTF_8));

      assertThat(result.record().boxCount()).isZero();
      assertThat(result.problems()).isNotEmpty();
      assertThat(result.problems())
          .allSatisfy(problem -> assertThat(problem.reason()).doesNotContain("\n", "\r", "\0"));
    }
  }

  @Test
  void damagedRowsAreDroppedOrStayValid() {
    Random random = new Random(6);
    String good = "1 0.512 0.433 0.121 0.234\n2 0.1 0.2 0.5 0.3 0.3 0.8\n0 0.3 0.3 0.1 0.1\n";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(good);
      text.setCharAt(random.nextInt(good.length()), (char) random.nextInt(128));
      Result result = read(text.toString());

      float[] boxes = result.record().boxes();
      for (int at = 0; at < boxes.length; at += 4) {
        assertThat(boxes[at + 2]).isGreaterThan(0);
        assertThat(boxes[at + 3]).isGreaterThan(0);
        assertThat(boxes[at] - boxes[at + 2] / 2).isGreaterThan(-1e-6f);
        assertThat(boxes[at + 1] + boxes[at + 3] / 2).isLessThan(1 + 1e-6f);
      }
      for (int classId : result.record().classes()) {
        assertThat(classId).isBetween(0, 2);
      }
    }
  }
}
