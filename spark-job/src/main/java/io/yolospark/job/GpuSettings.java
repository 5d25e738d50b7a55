package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import io.yolospark.device.DeviceException;
import io.yolospark.device.NvidiaSmi;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;

/** The Spark settings by which executors find their GPUs, which differ by cluster manager. */
public final class GpuSettings {

  private static final String SCRIPT = "spark.executor.resource.gpu.discoveryScript";

  /** Of Spark's own images. */
  private static final String IMAGE_SCRIPT =
      "/opt/spark/examples/src/main/scripts/getGpusResources.sh";

  private GpuSettings() {}

  /**
   * The settings for a master; none without GPUs, and none for a standalone master, whose workers
   * have their own.
   *
   * @param script discovery script on this machine
   * @throws DeviceException if executors are to run on this machine and it has too few GPUs
   */
  public static SortedMap<String, String> of(ClusterConfig cluster, String master, String script) {
    SortedMap<String, String> settings = new TreeMap<>();
    if (cluster.device() != DeviceKind.GPU) {
      return settings;
    }
    RankSettings.GPU_AMOUNTS.forEach(key -> settings.put(key, "1"));
    Matcher local = Slots.LOCAL_CLUSTER.matcher(master);
    if (local.matches()) {
      int ofWorker = Integer.parseInt(local.group(2)) / cluster.executorCores();
      requireHere(ofWorker);
      settings.put("spark.worker.resource.gpu.amount", Integer.toString(ofWorker));
      settings.put("spark.worker.resource.gpu.discoveryScript", script);
    } else if (master.startsWith("yarn")) {
      // the launcher ships it into the folder of each container
      settings.put(SCRIPT, "./" + script.substring(script.lastIndexOf('/') + 1));
    } else if (master.startsWith("k8s:")) {
      settings.putAll(
          Map.of("spark.executor.resource.gpu.vendor", "nvidia.com", SCRIPT, IMAGE_SCRIPT));
    }
    return settings;
  }

  private static void requireHere(int wanted) {
    int there = NvidiaSmi.count();
    if (there < wanted) {
      throw new ClusterException(
          "cluster.device: gpu, but this machine has %d GPUs for %d executors; lower cluster.executors, or set cluster.device: cpu"
              .formatted(there, wanted));
    }
  }
}
