package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Checks, before anything costly, that the cluster can run the ranks. */
public final class ClusterPreflight {

  private static final String BARRIER_TIMEOUT = "spark.barrier.sync.timeout";

  private ClusterPreflight() {}

  /**
   * Checks the settings, then waits until one executor per rank has registered, at most {@code
   * cluster.wait}; logs its progress meanwhile. When that is over, {@code cluster.min-executors}
   * are enough.
   *
   * @return ranks that can run
   * @throws ClusterException naming every setting that is wrong, or the executors that are missing
   */
  public static int check(JavaSparkContext spark, ClusterConfig cluster)
      throws InterruptedException {
    List<String> problems = problems(spark.getConf(), cluster);
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Cannot run %d ranks: %s".formatted(cluster.executors(), String.join("; ", problems)));
    }
    return new ExecutorPool(spark).await(cluster, cluster.waitLimit());
  }

  static List<String> problems(SparkConf conf, ClusterConfig cluster) {
    List<String> problems = new ArrayList<>();
    RankSettings.REQUIRED.forEach(
        (key, required) -> {
          String value = conf.get(key, "unset");
          if (!value.equals(required)) {
            problems.add(
                "%s is %s, must be %s (--conf %s=%s)"
                    .formatted(key, value, required, key, required));
          }
        });
    if (!conf.get(RankSettings.PLUGINS, "").contains(EventPlugin.class.getName())) {
      problems.add("%s lacks %s".formatted(RankSettings.PLUGINS, EventPlugin.class.getName()));
    }
    if (millis(conf, RankSettings.LOCALITY_WAIT, "3s") != 0) {
      problems.add(
          "%s is %s, must be 0s: a barrier stage cannot wait for a better place"
              .formatted(RankSettings.LOCALITY_WAIT, conf.get(RankSettings.LOCALITY_WAIT, "3s")));
    }
    if (millis(conf, BARRIER_TIMEOUT, "365d") < cluster.waitLimit().toMillis()) {
      problems.add(
          "%s is %s, must be cluster.wait (%d s) or more: ranks meet at a barrier"
              .formatted(
                  BARRIER_TIMEOUT, conf.get(BARRIER_TIMEOUT), cluster.waitLimit().toSeconds()));
    }
    if (cluster.device() == DeviceKind.GPU) {
      for (String key : RankSettings.GPU_AMOUNTS) {
        if (!conf.get(key, "0").equals("1")) {
          problems.add(
              "%s is %s, must be 1 with cluster.device: gpu: a rank has one GPU for itself"
                  .formatted(key, conf.get(key, "unset")));
        }
      }
    }
    Slots slots = Slots.of(conf, cluster);
    if (slots.ranksPerExecutor() != 1) {
      problems.add(
          "spark.task.cpus is %d with executors of %d cores, must be %d: an executor runs one rank"
              .formatted(slots.taskCpus(), slots.executorCores(), slots.executorCores()));
    }
    if (slots.mostExecutors() < cluster.executors()) {
      problems.add(
          "cluster.executors is %d, but %s allows %d"
              .formatted(cluster.executors(), slots.bound(), slots.mostExecutors()));
    }
    return problems;
  }

  private static long millis(SparkConf conf, String key, String otherwise) {
    return conf.getTimeAsMs(key, otherwise);
  }
}
