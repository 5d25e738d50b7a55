package io.yolospark.dataset;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the problems of one image. Of each kind only the first {@link #LISTED_PER_KIND} are kept
 * one by one, the rest as one entry with their number: a wrong file of a million rows must not fill
 * the driver's memory.
 */
final class ProblemList {

  static final int LISTED_PER_KIND = 20;

  private final List<Problem> listed = new ArrayList<>();
  private final Map<ProblemKind, Integer> counts = new EnumMap<>(ProblemKind.class);
  private final Map<ProblemKind, String> lastFiles = new EnumMap<>(ProblemKind.class);

  void add(ProblemKind kind, String file, int line, String reason) {
    int count = counts.merge(kind, 1, Integer::sum);
    lastFiles.put(kind, file);
    if (count <= LISTED_PER_KIND) {
      listed.add(new Problem(kind, file, line, reason, 1));
    }
  }

  int count(ProblemKind kind) {
    return counts.getOrDefault(kind, 0);
  }

  List<Problem> toList() {
    List<Problem> all = new ArrayList<>(listed);
    counts.forEach(
        (kind, count) -> {
          int rest = count - LISTED_PER_KIND;
          if (rest > 0) {
            all.add(new Problem(kind, lastFiles.get(kind), 0, rest + " more in this file", rest));
          }
        });
    return List.copyOf(all);
  }
}
