package io.yolospark.device;

import ai.djl.Device;

/**
 * Memory of what a rank computes on: that of the process for a CPU, that of the card for a GPU. In
 * bytes. Not thread-safe.
 */
public interface DeviceMemory {

  /** The memory of a device; for a CPU that of this process. */
  static DeviceMemory of(Device device) {
    return device.isGpu() ? new GpuMemory(device) : new ProcessMemory();
  }

  /** In use now. */
  long used();

  /** Most in use since {@link #restart}, or since the start of the process. */
  long peak();

  /** Gives caches back to the system. */
  void release();

  /** The same, and starts a new peak. */
  void restart();

  /**
   * The limit of this rank.
   *
   * @param ranksHere ranks on this machine, which share what is not limited for each
   */
  MemoryLimit limit(int ranksHere);
}
