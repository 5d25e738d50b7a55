package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many executors the settings alone allow.
 *
 * @param executorCores cores of one executor
 * @param taskCpus cores of one rank
 * @param mostExecutors most executors the settings allow; more may be impossible for other reasons
 * @param bound the setting that bounds them
 */
record Slots(int executorCores, int taskCpus, int mostExecutors, String bound) {

  static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\]");

  static Slots of(SparkConf conf, ClusterConfig cluster) {
    String master = conf.get("spark.master", "");
    int cores = conf.getInt("spark.executor.cores", cluster.executorCores());
    int taskCpus = conf.getInt("spark.task.cpus", 1);
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    if (localCluster.matches()) {
      int workers = Integer.parseInt(localCluster.group(1));
      int workerCores = Integer.parseInt(localCluster.group(2));
      int executorCores = conf.getInt("spark.executor.cores", workerCores);
      return new Slots(
          executorCores, taskCpus, workers * (workerCores / executorCores), "master " + master);
    }
    if (master.startsWith("local")) {
      // the driver's own threads: the one rank takes what a task takes
      return new Slots(taskCpus, taskCpus, 1, "master " + master);
    }
    if (master.startsWith("spark:") && conf.contains("spark.cores.max")) {
      int most = conf.getInt("spark.cores.max", 0);
      return new Slots(cores, taskCpus, most / cores, "spark.cores.max=" + most);
    }
    int instances = conf.getInt("spark.executor.instances", Integer.MAX_VALUE);
    return new Slots(cores, taskCpus, instances, "spark.executor.instances=" + instances);
  }

  int ranksPerExecutor() {
    return executorCores / taskCpus;
  }
}
