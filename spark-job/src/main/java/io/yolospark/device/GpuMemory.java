package io.yolospark.device;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;

/**
 * Memory of a GPU, as its driver counts it: of all processes. PyTorch keeps what it once took until
 * its cache is emptied, so what is in use after a phase is the phase's peak.
 */
final class GpuMemory implements DeviceMemory {

  private final Device device;

  GpuMemory(Device device) {
    this.device = device;
  }

  @Override
  public long used() {
    return usage().getCommitted();
  }

  @Override
  public long peak() {
    return used();
  }

  @Override
  public void release() {
    JniUtils.emptyCudaCache();
  }

  @Override
  public void restart() {
    release();
  }

  @Override
  public MemoryLimit limit(int ranksHere) {
    return new MemoryLimit(usage().getMax(), "memory of GPU " + device.getDeviceId());
  }

  private MemoryUsage usage() {
    return CudaUtils.getGpuMemory(device);
  }
}
