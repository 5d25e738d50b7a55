package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Forms groups of threads whose ranks may see each other's addresses differently. */
final class Endpoints {

  /** All addresses as one rank sees them. */
  interface View {
    List<String> of(int rank);
  }

  private Endpoints() {}

  /** Every rank's result, by rank; fails if a rank fails. */
  static <T> List<T> run(int worldSize, AllReduceConfig settings, Ranks.Body<T> body)
      throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(worldSize);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    List<T> results = new ArrayList<>();
    for (Future<T> future : start(endpoints, rank -> addresses, settings, body)) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  static <T> List<Future<T>> start(
      List<RankEndpoint> endpoints, View view, AllReduceConfig settings, Ranks.Body<T> body) {
    ExecutorService threads = Ranks.threads(endpoints.size());
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      int rank = i;
      futures.add(
          threads.submit(
              () -> {
                try (Collective group =
                    endpoints.get(rank).connect(rank, view.of(rank), Ranks.TOKEN, settings)) {
                  return body.run(group);
                }
              }));
    }
    threads.shutdown();
    return futures;
  }
}
