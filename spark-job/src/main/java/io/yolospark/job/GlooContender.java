package io.yolospark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * PyTorch's CPU backend.
 *
 * @param python interpreter that has torch
 * @param folder where its ranks find each other by a file
 */
record GlooContender(String python, Path folder, BenchmarkPlacement placement)
    implements BenchmarkContender {

  @Override
  public boolean peer() {
    return true;
  }

  @Override
  public int copies() {
    return 1;
  }

  @Override
  public String name(List<String> hellos) {
    return "gloo " + hellos.get(0);
  }

  @Override
  public List<String> command(int rank) throws IOException {
    return placement.command(rank, List.of(python, "-c", Resources.text("gloo_benchmark.py")));
  }

  @Override
  public String join(int rank, List<String> hellos) {
    String file = folder.resolve("gloo-%08x-%d".formatted(hashCode(), hellos.size())).toString();
    return String.join(
        " ", String.valueOf(rank), String.valueOf(hellos.size()), placement.host(rank), file);
  }
}
