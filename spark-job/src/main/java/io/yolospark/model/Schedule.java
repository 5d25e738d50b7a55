package io.yolospark.model;

import java.util.ArrayList;
import java.util.List;

/** Which layers a set of head inputs needs, and after which layer each output is no longer read. */
final class Schedule {

  private final boolean[] runs;
  private final List<List<Integer>> finished = new ArrayList<>();

  Schedule(List<Row> rows, List<Integer> headInputs) {
    int layers = rows.size() - 1;
    runs = new boolean[layers];
    headInputs.forEach(layer -> runs[layer] = true);
    int[] lastReader = new int[layers];
    for (int layer = layers - 1; layer >= 0; layer--) {
      finished.add(new ArrayList<>());
      if (!runs[layer]) {
        continue;
      }
      for (int source : rows.get(layer).from()) {
        if (source >= 0) {
          runs[source] = true;
          lastReader[source] = Math.max(lastReader[source], layer);
        }
      }
    }
    for (int layer = 0; layer < layers; layer++) {
      if (runs[layer] && !headInputs.contains(layer)) {
        finished.get(lastReader[layer]).add(layer);
      }
    }
  }

  boolean runs(int layer) {
    return runs[layer];
  }

  List<Integer> finishedAfter(int layer) {
    return finished.get(layer);
  }
}
