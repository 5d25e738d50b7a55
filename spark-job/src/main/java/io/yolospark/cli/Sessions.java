package io.yolospark.cli;

import io.yolospark.config.ClusterConfig;
import io.yolospark.job.RankSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark for a command. */
final class Sessions {

  private Sessions() {}

  /** A context for ranks as the config asks; settings of spark-submit win. */
  static JavaSparkContext open(String name, ClusterConfig cluster) {
    SparkConf conf = RankSettings.complete(new SparkConf().setAppName(name), cluster);
    return new JavaSparkContext(conf);
  }
}
