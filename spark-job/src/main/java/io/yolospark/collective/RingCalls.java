package io.yolospark.collective;

import io.yolospark.collective.Call.Purpose;
import java.util.List;

/**
 * The calls by which a rank becomes part of a ring.
 *
 * @param ranks the members, in the order of the ring; {@code rank} is one of them
 */
record RingCalls(Purpose purpose, List<Integer> ranks, int rank) {

  int place() {
    return ranks.indexOf(rank);
  }

  Call toNext(int stream) {
    return new Call(purpose, rank, ranks.get((place() + 1) % ranks.size()), stream);
  }

  Call fromPrevious(int stream) {
    return new Call(purpose, ranks.get(Math.floorMod(place() - 1, ranks.size())), rank, stream);
  }
}
