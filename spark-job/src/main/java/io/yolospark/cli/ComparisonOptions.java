package io.yolospark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a benchmark that takes turns with PyTorch. */
final class ComparisonOptions {

  @Option(names = "--rounds", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--python",
      split = ",",
      defaultValue = "python3",
      description = "Interpreters that have torch. Default: ${DEFAULT-VALUE}.")
  private List<String> pythons;

  @Option(names = "--csv", paramLabel = "FILE", description = "Also write every round to a file.")
  private Path csv;

  int rounds() {
    return rounds;
  }

  List<String> pythons() {
    return pythons;
  }

  /** Where lines of figures go. */
  PrintWriter csv() throws IOException {
    return new PrintWriter(csv == null ? Writer.nullWriter() : Files.newBufferedWriter(csv));
  }

  void check(List<String> mistakes) {
    Counts.require("--rounds", rounds, 1, mistakes);
  }
}
