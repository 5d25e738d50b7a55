package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * Ranks in JVMs of their own; see {@link BenchmarkRank}.
 *
 * @param mostBytes size of the largest buffer
 */
record JvmContender(
    String name,
    BenchmarkWork.Kind kind,
    AllReduceConfig settings,
    byte[] token,
    long mostBytes,
    BenchmarkPlacement placement)
    implements BenchmarkContender {

  private static final long HEAP = 256 << 20;
  private static final long STAGING = 1L << 30;

  @Override
  public boolean peer() {
    return kind != BenchmarkWork.Kind.ALL_REDUCE;
  }

  @Override
  public int copies() {
    return switch (kind) {
      case ALL_REDUCE, MEMORY -> 2; // one of them for transports that stage in memory
      case SOCKET -> 0;
    };
  }

  @Override
  public String name(List<String> hellos) {
    return name;
  }

  @Override
  public List<String> command(int rank) {
    long heap = kind == BenchmarkWork.Kind.MEMORY ? HEAP + 3 * mostBytes : HEAP;
    return placement.command(
        rank,
        OwnJava.command(
            BenchmarkRank.class,
            List.of("-Xmx" + heap, "-XX:MaxDirectMemorySize=" + (2 * mostBytes + STAGING)),
            kind.name(),
            placement.host(rank)));
  }

  @Override
  public String join(int rank, List<String> hellos) throws IOException {
    return String.join(
        " ",
        String.valueOf(rank),
        Base64.getEncoder().encodeToString(token),
        Serialized.write(settings),
        String.join(" ", hellos));
  }
}
