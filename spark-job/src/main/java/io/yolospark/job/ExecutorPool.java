package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.time.Duration;
import java.util.List;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/** The executors that a context has at the moment. */
record ExecutorPool(JavaSparkContext spark) {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPool.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** How many are registered. */
  int size() {
    int all = spark.sc().statusTracker().getExecutorInfos().length;
    return spark.isLocal() ? all : all - 1; // the driver is listed, and computes only in local mode
  }

  /**
   * Waits until one executor per rank has registered, at most {@code cluster.wait}; logs its
   * progress meanwhile.
   *
   * @param patience after so long fewer will do, down to {@code cluster.min-executors}
   * @return how many there are, {@code cluster.executors} at most
   * @throws ClusterException if there are too few
   */
  int await(ClusterConfig cluster, Duration patience) throws InterruptedException {
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
      int registered = size();
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      boolean patient = elapsed.compareTo(patience) < 0;
      if (registered >= (patient ? cluster.executors() : cluster.leastExecutors())) {
        return Math.min(registered, cluster.executors());
      }
      if (elapsed.compareTo(cluster.waitLimit()) >= 0) {
        throw tooFew(cluster, registered);
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

  private ClusterException tooFew(ClusterConfig cluster, int registered) {
    return new ClusterException(
        ("Cannot run %d ranks: %d executors (%d cores, %s memory%s each) registered within %d s"
                + " (cluster.wait); free or add resources, or lower cluster.%s")
            .formatted(
                cluster.leastExecutors(),
                registered,
                Slots.of(spark.getConf(), cluster).executorCores(),
                spark.getConf().get("spark.executor.memory", "1g"),
                cluster.device() == DeviceKind.GPU ? ", 1 GPU" : "",
                cluster.waitLimit().toSeconds(),
                cluster.minExecutors() == null ? "executors" : "min-executors"));
  }

  /** Kills executors that do not answer; the cluster manager starts others in their place. */
  void replace(List<String> ids) {
    if (!ids.isEmpty()
        && spark.sc().schedulerBackend() instanceof ExecutorAllocationClient client) {
      LOG.warn("Replacing executors that did not end their rank: {}", String.join(", ", ids));
      client.killExecutors(
          JavaConverters.asScalaBuffer(ids).toSeq(),
          false /* as many are wanted as before */,
          false /* no task's failure */,
          true /* though they are busy */);
    }
  }
}
