package io.yolospark.cli;

import io.yolospark.config.ClusterConfig;
import io.yolospark.job.ClusterException;
import io.yolospark.job.RankSettings;
import io.yolospark.job.SparkMaster;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark for a command. */
final class Sessions {

  /** Enough for a master that is being started; one that is down need not be waited for. */
  private static final Duration MOST_FOR_MASTER = Duration.ofSeconds(10);

  private Sessions() {}

  /**
   * A context for ranks as the config asks; settings of spark-submit win.
   *
   * @throws ClusterException if Spark cannot be started with its master
   */
  static JavaSparkContext open(String name, ClusterConfig cluster) throws InterruptedException {
    SparkConf conf = RankSettings.complete(new SparkConf().setAppName(name), cluster);
    String master = conf.get("spark.master", "");
    Duration limit = cluster.waitLimit();
    SparkMaster.parse(master)
        .awaitReachable(limit.compareTo(MOST_FOR_MASTER) < 0 ? limit : MOST_FOR_MASTER);
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) { // Scala declares none
      if (e instanceof SparkException) {
        throw new ClusterException(
            "Spark cannot start with master %s: %s".formatted(master, e.getMessage()), e);
      }
      throw e;
    }
  }
}
