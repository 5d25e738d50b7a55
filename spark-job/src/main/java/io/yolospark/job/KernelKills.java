package io.yolospark.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** How many processes of this machine the kernel has killed for memory since this was made. */
final class KernelKills {

  private static final String COUNTER = "oom_kill ";

  private final Path counters;
  private final Optional<Long> before;

  /**
   * Counts from now on.
   *
   * @param counters the kernel's, such as {@code /proc/vmstat}
   */
  KernelKills(Path counters) {
    this.counters = counters;
    before = read();
  }

  /** The number on a host; empty if it is another machine, or the kernel does not tell. */
  Optional<Long> on(String host) {
    return isHere(host) ? read().flatMap(now -> before.map(then -> now - then)) : Optional.empty();
  }

  private Optional<Long> read() {
    try (Stream<String> lines = Files.lines(counters)) {
      return lines
          .filter(line -> line.startsWith(COUNTER))
          .map(line -> Long.valueOf(line.substring(COUNTER.length()).strip()))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isHere(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
