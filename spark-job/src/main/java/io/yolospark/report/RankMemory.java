package io.yolospark.report;

import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/** The rank whose memory is closest to its limit, from the last reading of each. */
final class RankMemory {

  private final Map<Integer, Double> headrooms = new TreeMap<>();

  void accept(Reading reading) {
    Double headroom = reading.figures().get(Figure.MEMORY_HEADROOM);
    if (headroom != null) {
      headrooms.put(reading.rank(), headroom);
    }
  }

  /** To be appended to a line; empty before the first reading. */
  String text() {
    return headrooms.entrySet().stream()
        .min(Entry.comparingByValue())
        .map(
            least ->
                ProgressText.text(
                    "  headroom %.1f %% (rank %d)", 100 * least.getValue(), least.getKey()))
        .orElse("");
  }
}
