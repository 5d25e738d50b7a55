package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the ranks of a group as threads of this JVM, over real sockets. */
public final class Ranks {

  static final Duration LIMIT = Duration.ofSeconds(30);
  static final byte[] TOKEN = "a token of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

  /** What one rank does. */
  public interface Body<T> {
    T run(Collective group) throws Exception;
  }

  private Ranks() {}

  /** Every rank's result, by rank; fails if a rank fails. */
  public static <T> List<T> run(int worldSize, Body<T> body) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : start(worldSize, LIMIT, body)) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  /** The same with other settings. */
  public static <T> List<T> run(int worldSize, AllReduceConfig settings, Body<T> body)
      throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : start(worldSize, rank -> settings, body)) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  /** The same for ranks in this layout. */
  static <T> List<T> run(int worldSize, Layout layout, Body<T> body) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : start(worldSize, layout, LIMIT, body)) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  /** Every rank's failure message, by rank; null where a rank succeeded. */
  static List<String> failures(int worldSize, Duration limit, Body<?> body) throws Exception {
    return messages(start(worldSize, limit, body), Duration.ofSeconds(20));
  }

  /** The same for ranks in this layout. */
  static List<String> failures(int worldSize, Layout layout, Duration limit, Body<?> body)
      throws Exception {
    return messages(start(worldSize, layout, limit, body), Duration.ofSeconds(20));
  }

  static List<String> messages(List<? extends Future<?>> futures, Duration limit) throws Exception {
    List<String> messages = new ArrayList<>();
    for (Future<?> future : futures) {
      try {
        future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        messages.add(null);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(CollectiveException.class);
        messages.add(e.getCause().getMessage());
      } catch (TimeoutException e) {
        throw new AssertionError("a rank did not end", e);
      }
    }
    return messages;
  }

  static <T> List<Future<T>> start(int worldSize, Layout layout, Duration limit, Body<T> body) {
    return start(worldSize, rank -> layout.settings(rank, worldSize, limit), body);
  }

  /** Settings by rank. */
  interface Settings {
    AllReduceConfig of(int rank);
  }

  static <T> List<Future<T>> start(int worldSize, Duration limit, Body<T> body) {
    return start(worldSize, rank -> AllReduceConfig.within(limit), body);
  }

  static <T> List<Future<T>> start(int worldSize, Settings settings, Body<T> body) {
    List<RankEndpoint> endpoints = endpoints(worldSize);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    ExecutorService threads = threads(worldSize);
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < worldSize; i++) {
      int rank = i;
      futures.add(
          threads.submit(
              () -> {
                try (Collective group =
                    endpoints.get(rank).connect(rank, addresses, TOKEN, settings.of(rank))) {
                  return body.run(group);
                }
              }));
    }
    threads.shutdown();
    return futures;
  }

  static List<RankEndpoint> endpoints(int worldSize) {
    List<RankEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < worldSize; i++) {
      endpoints.add(RankEndpoint.open("127.0.0.1"));
    }
    return endpoints;
  }

  static ExecutorService threads(int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, "rank");
          thread.setDaemon(true);
          return thread;
        });
  }
}
