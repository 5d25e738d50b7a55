package io.yolospark.collective;

import java.util.List;
import java.util.Optional;

/**
 * Which ranks share memory. The same on all ranks, but for {@code own}.
 *
 * @param hosts ranks by host, ascending; a rank that shares memory with none is a host of its own
 * @param own the host of this rank, where it shares it with others
 */
record Placement(List<List<Integer>> hosts, Optional<Host> own) {

  Placement {
    hosts = hosts.stream().map(List::copyOf).toList();
  }

  /** Every rank for itself. */
  boolean scattered() {
    return hosts.stream().allMatch(ranks -> ranks.size() == 1);
  }

  /** The lowest rank of every host, ascending. */
  List<Integer> leaders() {
    return hosts.stream().map(ranks -> ranks.get(0)).toList();
  }
}
