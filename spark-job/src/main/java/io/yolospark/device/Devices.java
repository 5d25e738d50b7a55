package io.yolospark.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.yolospark.config.DeviceKind;

/** The device of a rank. No silent fallback: a GPU that is asked for and not there is an error. */
public final class Devices {

  private Devices() {}

  /**
   * Starts the engine and gives the device of this rank.
   *
   * @param gpu number of the GPU among those this process sees; ignored on CPU
   * @throws DeviceException if a GPU is asked for and the engine cannot use it
   */
  public static Device of(DeviceKind kind, int gpu) {
    if (kind == DeviceKind.CPU) {
      return Device.cpu();
    }
    int visible = Engine.getInstance().getGpuCount();
    if (gpu >= visible) {
      throw new DeviceException(
          "cluster.device: gpu, but this executor sees "
              + visible
              + " GPUs (wanted number "
              + gpu
              + "); use executors with a GPU and the CUDA native library, or set cluster.device: cpu");
    }
    return Device.gpu(gpu);
  }
}
