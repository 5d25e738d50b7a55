package io.yolospark.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the ranks of a benchmark run. In both texts {@code {rank}} stands for the number of the
 * rank.
 *
 * @param launcher words before the command of a rank, such as {@code ip netns exec host{rank}}; may
 *     be empty
 * @param host name or address by which the other ranks reach a rank
 */
public record BenchmarkPlacement(String launcher, String host) {

  /** The command as it is to be started for a rank. */
  List<String> command(int rank, List<String> command) {
    List<String> words = new ArrayList<>();
    if (!launcher.isBlank()) {
      words.addAll(List.of(of(rank, launcher.strip()).split("\\s+")));
    }
    words.addAll(command);
    return words;
  }

  /** The host of a rank. */
  String host(int rank) {
    return of(rank, host);
  }

  private static String of(int rank, String text) {
    return text.replace("{rank}", String.valueOf(rank));
  }
}
