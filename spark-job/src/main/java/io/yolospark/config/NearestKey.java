package io.yolospark.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the known key that somebody who wrote an unknown one probably meant. */
final class NearestKey {

  private static final int LARGEST_DISTANCE = 3;

  private NearestKey() {}

  /**
   * The known key whose last name is nearest by edits, the same section before others, the shorter
   * key before the longer; empty when none is near.
   */
  static Optional<String> find(String unknown, List<String> known) {
    String name = last(unknown);
    int limit = Math.min(LARGEST_DISTANCE, Math.max(1, name.length() / 2));
    return known.stream()
        .filter(key -> edits(name, last(key)) <= limit)
        .min(
            Comparator.<String>comparingInt(key -> cost(unknown, key))
                .thenComparingInt(String::length));
  }

  private static int cost(String unknown, String key) {
    int move = section(unknown).equals(section(key)) ? 0 : 1;
    return edits(last(unknown), last(key)) + move;
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static String section(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('.')));
  }

  /** Levenshtein distance: insertions, deletions and replacements of one character. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
