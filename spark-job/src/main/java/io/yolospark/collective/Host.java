package io.yolospark.collective;

import io.yolospark.collective.SharedMemory.Counter;
import java.util.List;

/**
 * The ranks of one host and the memory they share. The lowest rank is the leader.
 *
 * @param ranks ascending
 * @param memories by place in {@code ranks}
 * @param self this rank's place in {@code ranks}
 */
record Host(List<Integer> ranks, List<SharedMemory> memories, int self) {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  Host {
    ranks = List.copyOf(ranks);
    memories = List.copyOf(memories);
  }

  int size() {
    return ranks.size();
  }

  /** Whether some rank has no processor while the others use one each. */
  boolean crowded() {
    return size() > PROCESSORS;
  }

  boolean leads() {
    return self == 0;
  }

  SharedMemory own() {
    return memories.get(self);
  }

  /** How far the slowest of the other ranks has come. */
  long slowest(Counter counter) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < memories.size(); i++) {
      if (i != self) {
        least = Math.min(least, memories.get(i).count(counter));
      }
    }
    return least;
  }

  /** Ranks that have not come as far, for messages. */
  String behind(Counter counter, long target) {
    List<Integer> late =
        ranks.stream()
            .filter(rank -> memories.get(ranks.indexOf(rank)).count(counter) < target)
            .toList();
    return "rank " + (late.size() == 1 ? late.get(0) : late);
  }
}
