package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks, before anything costly, that the cluster can run the ranks. */
public final class ClusterPreflight {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterPreflight.class);
  private static final String BARRIER_TIMEOUT = "spark.barrier.sync.timeout";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  private ClusterPreflight() {}

  /**
   * Checks the settings, then waits until one executor per rank has registered, at most {@code
   * cluster.wait}; logs its progress meanwhile.
   *
   * @throws ClusterException naming every setting that is wrong, or the executors that are missing
   */
  public static void check(JavaSparkContext spark, ClusterConfig cluster)
      throws InterruptedException {
    List<String> problems = problems(spark.getConf(), cluster);
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Cannot run %d ranks: %s".formatted(cluster.executors(), String.join("; ", problems)));
    }
    awaitExecutors(spark, cluster);
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

  private static void awaitExecutors(JavaSparkContext spark, ClusterConfig cluster)
      throws InterruptedException {
    long start = System.nanoTime();
    Duration nextProgress = PROGRESS;
    while (true) {
      if (spark.sc().isStopped()) {
        throw new ClusterException(
            ("Cannot run %d ranks: Spark ended the application while it waited for executors, because"
                    + " the master %s did not answer as one, or could not start them; see the lines above"
                    + " and the log of the master or the workers")
                .formatted(cluster.executors(), spark.master()));
      }
      int registered = registered(spark);
      if (registered >= cluster.executors()) {
        return;
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (elapsed.compareTo(cluster.waitLimit()) >= 0) {
        throw new ClusterException(
            ("Cannot run %d ranks: %d executors (%d cores, %s memory%s each) registered within %d s"
                    + " (cluster.wait); free or add resources, or lower cluster.executors")
                .formatted(
                    cluster.executors(),
                    registered,
                    Slots.of(spark.getConf(), cluster).executorCores(),
                    spark.getConf().get("spark.executor.memory", "1g"),
                    cluster.device() == DeviceKind.GPU ? ", 1 GPU" : "",
                    cluster.waitLimit().toSeconds()));
      }
      if (elapsed.compareTo(nextProgress) >= 0) {
        LOG.info(
            "Waiting for executors: {} of {} registered after {} s (limit {} s)",
            registered,
            cluster.executors(),
            elapsed.toSeconds(),
            cluster.waitLimit().toSeconds());
        nextProgress = nextProgress.plus(PROGRESS);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static int registered(JavaSparkContext spark) {
    int all = spark.sc().statusTracker().getExecutorInfos().length;
    return spark.isLocal() ? all : all - 1; // the driver is listed, and computes only in local mode
  }
}
