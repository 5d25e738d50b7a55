package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A program that all-reduces on two executors of a Spark that encrypts; prints the sums. */
final class EncryptedStage {

  private EncryptedStage() {}

  public static void main(String[] arguments) throws Exception {
    SparkConf conf =
        TestCluster.conf()
            .set("spark.authenticate", "true")
            .set("spark.authenticate.secret", "of this test")
            .set("spark.network.crypto.enabled", "true");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      ClusterPreflight.check(spark, TestCluster.config(TestCluster.RANKS));
      RankStageSpec spec =
          new RankStageSpec(
              "encrypted",
              "encrypted exchange",
              TestCluster.RANKS,
              0,
              Duration.ofSeconds(40),
              AllReduceConfig.within(Duration.ofSeconds(20)),
              Duration.ofSeconds(60));
      for (float[] sums :
          RankStage.run(
              spark,
              spec,
              context -> {
                float[] values = {context.rank() + 1f, 10f * (context.rank() + 1)};
                context.collective().allReduce(FloatBuffer.wrap(values));
                return values;
              })) {
        System.out.println("sums " + Arrays.toString(sums));
      }
    }
    System.exit(0); // Spark's barrier coordinator leaves a timer behind whose thread is no daemon
  }
}
