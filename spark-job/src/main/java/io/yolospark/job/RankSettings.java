package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkConf;

/** The Spark settings that a stage of ranks needs. */
public final class RankSettings {

  static final String PLUGINS = "spark.plugins";

  static final String LOCALITY_WAIT = "spark.locality.wait";

  /** One rank, one executor, one GPU. */
  static final List<String> GPU_AMOUNTS =
      List.of("spark.executor.resource.gpu.amount", "spark.task.resource.gpu.amount");

  /** Each holds a value that {@link ClusterPreflight} insists on. */
  static final SortedMap<String, String> REQUIRED =
      new TreeMap<>(
          Map.of(
              // Spark repeats a failed barrier stage from its start; restarting is the supervisor's
              "spark.task.maxFailures", "1",
              "spark.stage.maxConsecutiveAttempts", "1",
              // both move or copy tasks, and a rank is bound to its executor
              "spark.dynamicAllocation.enabled", "false",
              "spark.speculation", "false"));

  /** Metrics of driver and executors as pages of the web UI; Spark 3 leaves them out. */
  private static final Map<String, String> PROMETHEUS =
      Map.of(
          "spark.ui.prometheus.enabled", "true",
          "spark.metrics.conf.driver.sink.prometheusServlet.class",
              "org.apache.spark.metrics.sink.PrometheusServlet",
          "spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus");

  private RankSettings() {}

  /**
   * Adds what is missing; values already there stay. To be called before the SparkContext exists.
   *
   * @return the same configuration
   */
  public static SparkConf complete(SparkConf conf, ClusterConfig cluster) {
    String plugin = EventPlugin.class.getName();
    String plugins = conf.get(PLUGINS, "");
    if (!plugins.contains(plugin)) {
      conf.set(PLUGINS, plugins.isEmpty() ? plugin : plugins + ',' + plugin);
    }
    REQUIRED.forEach(conf::setIfMissing);
    conf.setIfMissing("spark.executor.cores", Integer.toString(cluster.executorCores()));
    conf.setIfMissing("spark.task.cpus", conf.get("spark.executor.cores"));
    conf.setIfMissing("spark.executor.memory", cluster.executorMemory());
    conf.setIfMissing("spark.executor.instances", Integer.toString(cluster.executors()));
    conf.setIfMissing(
        "spark.cores.max",
        Integer.toString(cluster.executors() * conf.getInt("spark.executor.cores", 1)));
    conf.setIfMissing(LOCALITY_WAIT, "0s"); // a barrier stage starts whole or not at all
    // pure Java: others unpack a native library, which a killed process leaves in java.io.tmpdir
    conf.setIfMissing("spark.io.compression.codec", "lzf");
    PROMETHEUS.forEach(conf::setIfMissing);
    if (cluster.device() == DeviceKind.GPU) {
      GPU_AMOUNTS.forEach(key -> conf.setIfMissing(key, "1"));
    }
    // the first check often comes before the executors do, and the default waits 15 s for the next
    conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
    // a rank stuck in native code does not see an interrupt; without this it holds its slot for
    // ever
    conf.setIfMissing("spark.task.reaper.enabled", "true");
    conf.setIfMissing("spark.task.reaper.killTimeout", "60s");
    return conf;
  }
}
