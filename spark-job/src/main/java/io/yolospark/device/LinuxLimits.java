package io.yolospark.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What limits the memory of a process on Linux: the machine, the cgroups (v1 or v2) that it is in,
 * and its own limits (prlimit).
 */
final class LinuxLimits {

  private final Path proc;
  private final Path cgroups;

  /**
   * Limits as the kernel's files state them.
   *
   * @param proc where procfs is mounted
   * @param cgroups where cgroupfs is mounted
   */
  LinuxLimits(Path proc, Path cgroups) {
    this.proc = proc;
    this.cgroups = cgroups;
  }

  /**
   * The smallest limit of resident memory. Machine and cgroup are shared by the ranks in equal
   * parts.
   *
   * @param untouched bytes that count against the process's own limits and are not resident
   */
  MemoryLimit least(int ranksHere, long untouched) {
    List<MemoryLimit> limits = new ArrayList<>();
    limits.add(shared(machine(), "memory of the machine", ranksHere));
    cgroup().ifPresent(bytes -> limits.add(shared(bytes, "cgroup limit", ranksHere)));
    own("Max data size")
        .ifPresent(bytes -> limits.add(new MemoryLimit(bytes - untouched, "prlimit --data")));
    own("Max resident set").ifPresent(bytes -> limits.add(new MemoryLimit(bytes, "prlimit --rss")));
    return limits.stream().min(Comparator.comparingLong(MemoryLimit::bytes)).orElseThrow();
  }

  private static MemoryLimit shared(long bytes, String source, int ranksHere) {
    return ranksHere == 1
        ? new MemoryLimit(bytes, source)
        : new MemoryLimit(bytes / ranksHere, source + " / " + ranksHere + " ranks");
  }

  private long machine() {
    return lines(proc.resolve("meminfo")).stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .mapToLong(LinuxLimits::kibibytes)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No MemTotal in " + proc));
  }

  /** The smallest limit from this process's cgroup up to the root. */
  private Optional<Long> cgroup() {
    List<Long> found = new ArrayList<>();
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3); // hierarchy : controllers : path
      boolean unified = parts[1].isEmpty();
      if (unified || List.of(parts[1].split(",")).contains("memory")) {
        Path root = unified ? cgroups : cgroups.resolve("memory");
        String file = unified ? "memory.max" : "memory.limit_in_bytes";
        Path group = root.resolve(parts[2].substring(1)).normalize();
        for (; group.startsWith(root); group = group.getParent()) {
          limit(group.resolve(file)).ifPresent(found::add);
        }
      }
    }
    return found.stream().min(Comparator.naturalOrder());
  }

  private static Optional<Long> limit(Path file) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    String text = String.join("", lines(file)).strip();
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** A soft limit of this process; empty where there is none. */
  private Optional<Long> own(String name) {
    return lines(proc.resolve("self/limits")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::valueOf)
        .findFirst();
  }

  /** Of a line such as {@code VmRSS: 1234 kB}, in bytes. */
  static long kibibytes(String line) {
    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the memory limits; it needs Linux, or memory.probe: false", e);
    }
  }
}
