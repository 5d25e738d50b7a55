package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxLimitsTest {

  private static final long GIB = 1L << 30;

  @TempDir private Path root;

  @BeforeEach
  void aMachineOf8Gibibytes() throws IOException {
    write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:  1 kB\n");
    write("proc/self/cgroup", "0::/job/rank\n");
    write("proc/self/limits", limits("unlimited"));
    Files.createDirectories(root.resolve("cgroup/job/rank"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String limits(String data) {
    return """
    Limit                     Soft Limit           Hard Limit           Units
    Max data size             %s            unlimited            bytes
    Max resident set          unlimited            unlimited            bytes
    """
        .formatted(data);
  }

  private MemoryLimit least(int ranks) {
    return new LinuxLimits(root.resolve("proc"), root.resolve("cgroup")).least(ranks, GIB / 4);
  }

  @Test
  void ranksShareTheMachine() {
    assertThat(least(1)).isEqualTo(new MemoryLimit(8 * GIB, "memory of the machine"));
    assertThat(least(2)).isEqualTo(new MemoryLimit(4 * GIB, "memory of the machine / 2 ranks"));
  }

  @Test
  void theTightestCgroupOnTheWayUpCounts() throws IOException {
    write("cgroup/job/rank/memory.max", "max\n");
    write("cgroup/job/memory.max", 6 * GIB + "\n");

    assertThat(least(1)).isEqualTo(new MemoryLimit(6 * GIB, "cgroup limit"));
  }

  @Test
  void cgroupsOfTheFirstVersion() throws IOException {
    write("proc/self/cgroup", "5:cpu,memory:/rank\n4:pids:/other\n");
    write("cgroup/memory/rank/memory.limit_in_bytes", 3 * GIB + "\n");

    assertThat(least(1)).isEqualTo(new MemoryLimit(3 * GIB, "cgroup limit"));
  }

  @Test
  void ofTheDataLimitTheUntouchedPartIsTaken() throws IOException {
    write("proc/self/limits", limits(Long.toString(GIB)));

    assertThat(least(1)).isEqualTo(new MemoryLimit(GIB - GIB / 4, "prlimit --data"));
  }

  @Test
  void thisProcessHasALimitAndAPeak() {
    DeviceMemory memory = new ProcessMemory();
    assertThat(memory.limit(1).bytes()).isGreaterThan(memory.used());

    memory.restart();
    long before = memory.peak();
    byte[][] taken = new byte[64][];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = new byte[1 << 20];
    }

    assertThat(memory.peak()).isGreaterThanOrEqualTo(before);
    assertThat(memory.peak()).isGreaterThanOrEqualTo(memory.used() - (8L << 20));
    assertThat(taken[63]).isNotNull();
  }
}
