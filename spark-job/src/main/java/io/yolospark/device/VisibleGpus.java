package io.yolospark.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The GPUs that CUDA shows to a process, in its order: those that {@code CUDA_VISIBLE_DEVICES}
 * names, by index, UUID (or its beginning) or MIG instance, up to the first that is not there;
 * without the variable all of the machine.
 */
final class VisibleGpus {

  private static final String MIG = "MIG-";

  private final String variable;
  private final List<Gpu> machine;
  private final List<String> visible = new ArrayList<>();

  /**
   * @param variable the value of {@code CUDA_VISIBLE_DEVICES}; null if it is not set
   * @param machine all GPUs of the machine
   */
  VisibleGpus(String variable, List<Gpu> machine) {
    this.variable = variable;
    this.machine = machine;
    if (variable == null) {
      machine.forEach(gpu -> visible.add(gpu.uuid()));
      return;
    }
    for (String name : variable.split(",")) {
      Optional<String> uuid = uuid(name.strip());
      if (uuid.isEmpty()) {
        break;
      }
      visible.add(uuid.get());
    }
  }

  /**
   * The number by which the process knows a GPU.
   *
   * @param address index, UUID or MIG instance
   * @throws DeviceException if it is not there, or hidden
   */
  int number(String address) {
    String uuid =
        uuid(address)
            .orElseThrow(
                () ->
                    new DeviceException(
                        "cluster.device: gpu, but GPU %s that Spark gave this rank is not there; nvidia-smi lists %s"
                            .formatted(address, machine.isEmpty() ? "none" : machine)));
    int number = visible.indexOf(uuid);
    if (number < 0) {
      throw new DeviceException(
          "cluster.device: gpu, but GPU %s that Spark gave this rank is hidden from its executor: CUDA_VISIBLE_DEVICES %s; %s"
              .formatted(
                  address,
                  variable == null ? "is not set" : "is \"" + variable + "\"",
                  uuid.startsWith(MIG)
                      ? "CUDA shows a MIG instance only where the variable names it"
                      : "unset it, or let it name what Spark may give out"));
    }
    return number;
  }

  private Optional<String> uuid(String name) {
    if (name.startsWith(MIG)) {
      return Optional.of(name);
    }
    if (name.matches("\\d{1,4}")) {
      int index = Integer.parseInt(name);
      return machine.stream().filter(gpu -> gpu.index() == index).map(Gpu::uuid).findFirst();
    }
    return name.isEmpty()
        ? Optional.empty()
        : machine.stream().map(Gpu::uuid).filter(uuid -> uuid.startsWith(name)).findFirst();
  }
}
