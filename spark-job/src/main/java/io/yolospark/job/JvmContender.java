package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
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
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:MaxDirectMemorySize=" + (2 * mostBytes + STAGING),
            "-cp",
            classPath(),
            BenchmarkRank.class.getName(),
            kind.name(),
            placement.host(rank)));
  }

  @Override
  public String join(int rank, List<String> hellos) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(settings);
    }
    Base64.Encoder encoder = Base64.getEncoder();
    return String.join(
        " ",
        String.valueOf(rank),
        encoder.encodeToString(token),
        encoder.encodeToString(bytes.toByteArray()),
        String.join(" ", hellos));
  }

  /** That of this JVM, and the application jar, which spark-submit loads by a loader of its own. */
  private static String classPath() {
    try {
      Path own =
          Path.of(JvmContender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own + File.pathSeparator + System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
