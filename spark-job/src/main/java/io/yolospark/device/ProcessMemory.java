package io.yolospark.device;

import com.sun.jna.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resident memory of this process, heap and all, as Linux counts it (proc(5)). */
final class ProcessMemory implements DeviceMemory {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);
  private static final Path PROC = Path.of("/proc");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path REFERENCES = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";

  @Override
  public long used() {
    return status("VmRSS");
  }

  @Override
  public long peak() {
    return status("VmHWM");
  }

  @Override
  public void restart() {
    release();
    try {
      Files.writeString(REFERENCES, RESET_PEAK);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot reset the peak of this process's memory", e);
    }
  }

  /** The allocator keeps what was freed; only glibc can be told to give it back. */
  @Override
  public void release() {
    try {
      Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0L});
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("No malloc_trim: freed memory stays with the process", e);
    }
  }

  @Override
  public MemoryLimit limit(int ranksHere) {
    // what the limit of the data segment counts beyond resident pages: reserved, never touched
    long untouched = Math.max(0, status("VmData") - status("RssAnon"));
    return new LinuxLimits(PROC, Path.of("/sys/fs/cgroup")).least(ranksHere, untouched);
  }

  private static long status(String field) {
    try {
      List<String> lines = Files.readAllLines(STATUS);
      return lines.stream()
          .filter(line -> line.startsWith(field + ":"))
          .mapToLong(LinuxLimits::kibibytes)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("No " + field + " in " + STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the memory of this process; it needs Linux, or memory.probe: false", e);
    }
  }
}
