package io.yolospark.dataset;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A {@link DatasetReport} for the terminal. */
final class DatasetReportText {

  private final DatasetReport report;
  private final StringBuilder text = new StringBuilder();

  DatasetReportText(DatasetReport report) {
    this.report = report;
  }

  String render(int mostProblems) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d images used (%d without objects), %d rejected; %d boxes\n",
            report.split().key(),
            report.used(),
            report.backgrounds(),
            report.rejected(),
            report.boxes()));
    appendClasses();
    if (report.repeated() > 0) {
      text.append("  images listed more than once: ").append(report.repeated()).append('\n');
    }
    appendCounts(ProblemKind.Effect.IMAGE_REJECTED, "images rejected");
    appendCounts(ProblemKind.Effect.BOX_DROPPED, "boxes dropped");
    appendCounts(ProblemKind.Effect.CORRECTED, "corrected");
    appendProblems(mostProblems);
    return text.toString();
  }

  private void appendClasses() {
    List<String> names = report.names();
    int width = names.stream().mapToInt(String::length).max().orElse(1);
    for (int id = 0; id < names.size(); id++) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %3d  %-" + width + "s  %7d\n",
              id,
              names.get(id),
              report.boxesPerClass().get(id)));
    }
  }

  private void appendCounts(ProblemKind.Effect effect, String title) {
    StringJoiner kinds = new StringJoiner(", ", " (", ")");
    report
        .counts()
        .forEach(
            (kind, count) -> {
              if (kind.effect() == effect) {
                kinds.add(kind.title() + " " + count);
              }
            });
    if (report.count(effect) > 0) {
      text.append("  ")
          .append(title)
          .append(": ")
          .append(report.count(effect))
          .append(kinds)
          .append('\n');
    }
  }

  private void appendProblems(int most) {
    List<Problem> problems = report.problems();
    problems.stream().limit(most).forEach(p -> text.append("    ").append(p).append('\n'));
    if (problems.size() > most) {
      text.append("    … and ").append(problems.size() - most).append(" more entries\n");
    }
  }
}
