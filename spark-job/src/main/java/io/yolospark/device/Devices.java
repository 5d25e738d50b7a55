package io.yolospark.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.config.DeviceKind;
import java.util.Arrays;
import java.util.List;

/** The device of a rank. No silent fallback: a GPU that is asked for and not there is an error. */
public final class Devices {

  /** Of CUDA 12: with this one or newer, a library built for any 12.x runs. */
  private static final int[] OLDEST_DRIVER = {525, 60, 13};

  private Devices() {}

  /**
   * The number of this process's GPU with an address, for {@link #of}.
   *
   * @param address index, UUID or MIG instance, as Spark's discovery script printed it
   * @throws DeviceException if it is not there, hidden, or its driver is too old
   */
  public static int gpuNumber(String address) {
    List<Gpu> machine = NvidiaSmi.gpus();
    requireDriver(machine);
    return new VisibleGpus(System.getenv("CUDA_VISIBLE_DEVICES"), machine).number(address);
  }

  static void requireDriver(List<Gpu> machine) {
    for (Gpu gpu : machine) {
      String[] parts = gpu.driver().split("\\.");
      int[] version = new int[OLDEST_DRIVER.length];
      for (int i = 0; i < Math.min(parts.length, version.length); i++) {
        version[i] = parts[i].matches("\\d{1,6}") ? Integer.parseInt(parts[i]) : 0;
      }
      if (Arrays.compare(version, OLDEST_DRIVER) < 0) {
        throw new DeviceException(
            "cluster.device: gpu, but the driver of GPU "
                + gpu
                + " is "
                + gpu.driver()
                + ", too old for CUDA 12; install 525.60.13 or newer");
      }
    }
  }

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
    Device device = Device.gpu(gpu);
    try (NDManager manager = NDManager.newBaseManager(device)) {
      manager.ones(new Shape(1)).toFloatArray();
    } catch (RuntimeException | LinkageError e) {
      throw new DeviceException(
          "cluster.device: gpu, but the PyTorch library of this executor cannot use it, as one for"
              + " CPUs cannot: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return device;
  }
}
