package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ClusterPreflightTest {

  private static ClusterConfig cluster(int executors, int cores) {
    return new ClusterConfig(
        executors, null, cores, "1g", DeviceKind.CPU, null, Duration.ofSeconds(5));
  }

  private static SparkConf conf(String master, ClusterConfig cluster) {
    return RankSettings.complete(new SparkConf(false).setMaster(master), cluster);
  }

  @Test
  void completedSettingsPass() {
    for (String master :
        new String[] {"local-cluster[2,3,1024]", "spark://host:7077", "yarn", "k8s://host"}) {
      ClusterConfig cluster = cluster(2, 3);
      assertThat(ClusterPreflight.problems(conf(master, cluster), cluster)).as(master).isEmpty();
    }
  }

  @Test
  void everyProblemIsNamed() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://host:7077")
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.speculation", "true")
            .set("spark.executor.cores", "4")
            .set("spark.task.cpus", "2")
            .set("spark.barrier.sync.timeout", "1s")
            .set("spark.cores.max", "4");
    assertThat(ClusterPreflight.problems(conf, cluster(2, 4)))
        .containsExactly(
            "spark.dynamicAllocation.enabled is true, must be false (--conf spark.dynamicAllocation.enabled=false)",
            "spark.speculation is true, must be false (--conf spark.speculation=false)",
            "spark.stage.maxConsecutiveAttempts is unset, must be 1 (--conf spark.stage.maxConsecutiveAttempts=1)",
            "spark.task.maxFailures is unset, must be 1 (--conf spark.task.maxFailures=1)",
            "spark.plugins lacks io.yolospark.job.EventPlugin",
            "spark.locality.wait is 3s, must be 0s: a barrier stage cannot wait for a better place",
            "spark.barrier.sync.timeout is 1s, must be cluster.wait (5 s) or more: ranks meet at a barrier",
            "spark.task.cpus is 2 with executors of 4 cores, must be 4: an executor runs one rank",
            "cluster.executors is 2, but spark.cores.max=4 allows 1");
  }

  @Test
  void aRankHasOneGpu() {
    ClusterConfig cluster =
        new ClusterConfig(2, null, 1, "1g", DeviceKind.GPU, null, Duration.ofSeconds(5));
    SparkConf conf = conf("yarn", cluster);
    assertThat(ClusterPreflight.problems(conf, cluster)).isEmpty();
    assertThat(conf.get("spark.executor.resource.gpu.amount")).isEqualTo("1");

    conf.set("spark.executor.resource.gpu.amount", "2");
    conf.set("spark.task.resource.gpu.amount", "0.5");
    assertThat(ClusterPreflight.problems(conf, cluster))
        .containsExactly(
            "spark.executor.resource.gpu.amount is 2, must be 1 with cluster.device: gpu: a rank has one GPU for itself",
            "spark.task.resource.gpu.amount is 0.5, must be 1 with cluster.device: gpu: a rank has one GPU for itself");
  }

  @Test
  void aWorkerOfLocalClusterMayHoldSeveralExecutors() {
    ClusterConfig cluster = cluster(2, 1);
    SparkConf conf = conf("local-cluster[1,2,2048]", cluster);
    assertThat(ClusterPreflight.problems(conf, cluster)).isEmpty();
    assertThat(ClusterPreflight.problems(conf, cluster(3, 1)))
        .containsExactly("cluster.executors is 3, but master local-cluster[1,2,2048] allows 2");
  }

  @Test
  void localModeRunsOneRank() {
    ClusterConfig one = cluster(1, 1);
    assertThat(ClusterPreflight.problems(conf("local[4]", one), one)).isEmpty();
    ClusterConfig two = cluster(2, 1);
    assertThat(ClusterPreflight.problems(conf("local[4]", two), two))
        .containsExactly("cluster.executors is 2, but master local[4] allows 1");
  }

  @Test
  void executorInstancesBoundTheRanks() {
    ClusterConfig cluster = cluster(3, 1);
    SparkConf conf = conf("yarn", cluster).set("spark.executor.instances", "2");
    assertThat(ClusterPreflight.problems(conf, cluster))
        .containsExactly("cluster.executors is 3, but spark.executor.instances=2 allows 2");
  }

  @Test
  void valuesOfTheUserStayAndThePluginJoinsOthers() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("yarn")
            .set("spark.plugins", "com.example.Metrics")
            .set("spark.executor.memory", "7g");
    RankSettings.complete(conf, cluster(2, 1));
    assertThat(conf.get("spark.plugins"))
        .isEqualTo("com.example.Metrics,io.yolospark.job.EventPlugin");
    assertThat(conf.get("spark.executor.memory")).isEqualTo("7g");
    assertThat(RankSettings.complete(conf, cluster(2, 1)).get("spark.plugins"))
        .as("completing twice adds it once")
        .isEqualTo("com.example.Metrics,io.yolospark.job.EventPlugin");
  }
}
