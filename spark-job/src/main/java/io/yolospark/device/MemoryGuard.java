package io.yolospark.device;

import java.util.Locale;

/**
 * Ends a pass that leaves less memory free than must stay free, where that can still be mended by a
 * smaller batch: memory that has crept up over a run fails before the kernel kills the process. For
 * the memory of a process, which has no cache of its own that would count as used.
 */
public final class MemoryGuard implements MemoryWatch {

  private static final double MEBIBYTE = 1 << 20;

  private final DeviceMemory memory;
  private final MemoryLimit limit;
  private final long most;

  /**
   * A guard over memory.
   *
   * @param headroom part of the limit that must stay free
   */
  public MemoryGuard(DeviceMemory memory, MemoryLimit limit, double headroom) {
    this.memory = memory;
    this.limit = limit;
    most = (long) (limit.bytes() * (1 - headroom));
  }

  @Override
  public void check(String phase, int images) {
    if (images == 1 || memory.used() <= most) {
      return;
    }
    // what the allocator keeps of earlier passes is free
    memory.release();
    long used = memory.used();
    if (used > most) {
      throw new OutOfMemoryException(
          String.format(
              Locale.ROOT,
              "Out of memory soon: %s of %d images takes %,.0f MiB of %,.0f MiB (%s)",
              phase,
              images,
              used / MEBIBYTE,
              limit.bytes() / MEBIBYTE,
              limit.source()));
    }
  }
}
