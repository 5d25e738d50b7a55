package io.yolospark.cli;

import java.util.List;

/** Options that count something. */
final class Counts {

  private Counts() {}

  /** Adds a mistake where a value is less than the least that is accepted. */
  static void require(String option, int value, int least, List<String> mistakes) {
    if (value < least) {
      mistakes.add("%s: %d is out of range; accepted: %d or more".formatted(option, value, least));
    }
  }
}
