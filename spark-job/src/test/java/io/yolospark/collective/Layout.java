package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the ranks of a test are, and what they reduce by. Ranks are on different hosts if they
 * create their shared files in different folders.
 */
enum Layout {
  /** All on one host, which is not used. */
  TCP,
  /** All on one host. */
  SHARED_MEMORY,
  /** Ranks 0 and 1 on one host, 2 and 3 on the next. */
  PAIRS,
  /** The last rank is on a host of its own. */
  LAST_APART,
  /** Even ranks on one host, odd ones on another. */
  ALTERNATING;

  private static final Path ROOT = root();

  /** The settings of one rank. */
  AllReduceConfig settings(int rank, int worldSize, Duration limit) {
    AllReduceConfig settings = AllReduceConfig.within(limit);
    return switch (this) {
      case TCP -> settings.by(Transport.TCP);
      case SHARED_MEMORY -> settings.by(Transport.SHARED_MEMORY);
      case PAIRS -> settings.sharingIn(host(rank / 2));
      case LAST_APART -> settings.sharingIn(host(rank == worldSize - 1 ? 1 : 0));
      case ALTERNATING -> settings.sharingIn(host(rank % 2));
    };
  }

  private static String host(int number) {
    try {
      return Files.createDirectories(ROOT.resolve("host-" + number)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    try {
      return Files.createTempDirectory("yolospark-hosts");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
