package io.yolospark.train;

import java.util.Collections;
import java.util.List;

/**
 * Which rank runs where. The order of sums follows from it, hence the last bits of what is trained.
 *
 * @param hosts of the executors, by rank
 */
public record Topology(List<String> hosts) {

  /** Ranks on the machine of a rank, with that one. */
  public int ranksBeside(int rank) {
    return Collections.frequency(hosts, hosts.get(rank));
  }

  /** Whether as many ranks share machines in the same way. */
  boolean isLike(Topology other) {
    return places().equals(other.places());
  }

  /** For each rank the first one of its machine. */
  private List<Integer> places() {
    return hosts.stream().map(hosts::indexOf).toList();
  }
}
