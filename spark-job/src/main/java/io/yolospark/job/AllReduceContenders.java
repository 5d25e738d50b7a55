package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who takes part in {@code benchmark all-reduce}.
 *
 * @param settings our own, by the name in tables
 * @param pythons interpreters that have torch, whose Gloo takes part
 * @param limits of the machine that take part
 * @param mostBytes size of the largest operation
 * @param folder for files by which ranks find each other
 */
public record AllReduceContenders(
    Map<String, AllReduceConfig> settings,
    List<String> pythons,
    List<BenchmarkLimit> limits,
    long mostBytes,
    Path folder,
    BenchmarkPlacement placement) {

  /**
   * Starts them.
   *
   * @param groups gets those that could be started, also when one fails
   * @param notes is told of peers that are not there
   */
  void start(int worldSize, List<BenchmarkGroup> groups, Consumer<String> notes)
      throws IOException {
    byte[] token = new byte[16];
    new SecureRandom().nextBytes(token);
    for (Map.Entry<String, AllReduceConfig> each : settings.entrySet()) {
      groups.add(
          start(worldSize, each.getKey(), BenchmarkWork.Kind.ALL_REDUCE, each.getValue(), token));
    }
    for (String python : pythons) {
      try {
        groups.add(BenchmarkGroup.start(new GlooContender(python, folder, placement), worldSize));
      } catch (IOException e) {
        notes.accept("no comparison with Gloo of " + python + ": " + e.getMessage());
      }
    }
    AllReduceConfig any = settings.values().iterator().next();
    for (BenchmarkLimit limit : limits) {
      groups.add(start(worldSize, limit.title(), limit.kind(), any, token));
    }
  }

  private BenchmarkGroup start(
      int worldSize, String name, BenchmarkWork.Kind kind, AllReduceConfig config, byte[] token)
      throws IOException {
    try {
      return BenchmarkGroup.start(
          new JvmContender(name, kind, config, token, mostBytes, placement), worldSize);
    } catch (IOException e) {
      throw new IOException(name + ", " + e.getMessage(), e);
    }
  }
}
