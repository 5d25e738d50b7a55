package io.yolospark.config;

import java.util.ArrayList;
import java.util.List;

/** Collects the mistakes of one config so that all are reported at once. Not thread-safe. */
final class Mistakes {

  private static final int LONGEST_VALUE = 80;

  private final List<String> lines = new ArrayList<>();

  void add(String key, String text, Origin origin) {
    lines.add(key + ": " + text + origin.suffix());
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigException(lines);
    }
  }

  /** A value as a mistake shows it: numbers bare, text quoted, on one line and not endless. */
  static String show(String text) {
    if (text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
      return text;
    }
    String cut =
        text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 3) + "..." : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
