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
}
