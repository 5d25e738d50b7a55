package io.yolospark.collective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which ranks share memory. The same on all ranks, but for {@code own}.
 *
 * @param hosts ranks by host, ascending; a rank that shares memory with none is a host of its own
 * @param own the host of this rank
 */
record Placement(List<List<Integer>> hosts, Host own) {

  Placement {
    hosts = hosts.stream().map(List::copyOf).toList();
  }

  /** Every rank for itself. */
  boolean scattered() {
    return hosts.stream().allMatch(ranks -> ranks.size() == 1);
  }

  boolean together() {
    return hosts.size() == 1;
  }

  /** For every rank the number of its host. */
  List<Integer> hostOfRank() {
    int ranks = hosts.stream().mapToInt(List::size).sum();
    List<Integer> numbers = new ArrayList<>(Collections.nCopies(ranks, 0));
    for (int host = 0; host < hosts.size(); host++) {
      for (int rank : hosts.get(host)) {
        numbers.set(rank, host);
      }
    }
    return numbers;
  }

  /** The lowest rank of every host, ascending. */
  List<Integer> leaders() {
    return hosts.stream().map(ranks -> ranks.get(0)).toList();
  }
}
