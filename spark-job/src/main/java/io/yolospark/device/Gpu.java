package io.yolospark.device;

/**
 * A GPU of this machine.
 *
 * @param index its number in the order of PCI buses
 * @param uuid {@code GPU-...}
 * @param driver version of the driver, such as 550.54.15
 */
record Gpu(int index, String uuid, String driver) {

  @Override
  public String toString() {
    return index + " " + uuid;
  }
}
