package io.yolospark.cli;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.ConfigException;
import io.yolospark.config.DeviceKind;
import io.yolospark.device.DeviceException;
import io.yolospark.job.ClusterException;
import io.yolospark.job.ExitCode;
import io.yolospark.job.GpuSettings;
import io.yolospark.job.RankSettings;
import io.yolospark.job.SparkMaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What a command's job config asks of spark-submit, one argument a line: the launcher script runs
 * this before it knows any Spark setting. A master given by the system property {@code
 * spark.master} stands.
 */
public final class LaunchOptions {

  /** Room in a worker of local-cluster mode beside the executor's heap, in MiB. */
  private static final long WORKER_MARGIN = 512;

  private static final List<String> SUBMITTED =
      List.of(
          "spark.cores.max",
          "spark.executor.cores",
          "spark.executor.instances",
          "spark.executor.memory",
          "spark.task.cpus");

  private LaunchOptions() {}

  /** System property: the discovery script of GPUs. */
  private static final String GPU_SCRIPT = "yolospark.gpu.script";

  /** Prints the options of the given command line. */
  public static void main(String[] args) {
    try {
      of(System.getProperty("spark.master", ""), args).forEach(System.out::println);
    } catch (ConfigException | ClusterException | DeviceException e) {
      System.err.println(e.getMessage());
      System.exit(ExitCode.of(e).number());
    } catch (CommandLine.ParameterException e) {
      System.err.println(e.getMessage());
      System.exit(ExitCode.INVALID_CONFIG.number());
    }
  }

  static List<String> of(String givenMaster, String... args) {
    if (!givenMaster.isEmpty()) {
      SparkMaster.parse(givenMaster);
    }
    if (Arrays.stream(args)
        .noneMatch(arg -> arg.equals("--config") || arg.startsWith("--config="))) {
      // no executors needed; a command line that lacks its config is told so by the command itself
      return givenMaster.isEmpty() ? List.of("--master", "local[1]") : List.of();
    }
    Arguments arguments = new Arguments();
    new CommandLine(arguments).setUnmatchedArgumentsAllowed(true).parseArgs(args);
    return of(arguments.options.load(new Configuration()).cluster(), givenMaster);
  }

  private static List<String> of(ClusterConfig cluster, String givenMaster) {
    List<String> options = new ArrayList<>();
    String master = givenMaster;
    if (givenMaster.isEmpty()) {
      master = cluster.master() == null ? localCluster(cluster) : cluster.master();
      SparkMaster.parse(master);
      options.addAll(List.of("--master", master));
    }
    GpuSettings.of(cluster, master, System.getProperty(GPU_SCRIPT, "conf/discover-gpus"))
        .forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    // no more than what the cluster manager must know at submission: the rest is added on the
    // driver, where settings of the user's are seen and checked
    SparkConf conf = RankSettings.complete(new SparkConf(false), cluster);
    for (String key : SUBMITTED) {
      options.addAll(List.of("--conf", key + "=" + conf.get(key)));
    }
    options.addAll(
        List.of("--conf", "spark.executorEnv.OMP_NUM_THREADS=" + cluster.executorCores()));
    return options;
  }

  private static String localCluster(ClusterConfig cluster) {
    long memory = JavaUtils.byteStringAsMb(cluster.executorMemory()) + WORKER_MARGIN;
    if (cluster.device() == DeviceKind.GPU) {
      // every worker would find the same GPUs: one gives them all out
      int executors = cluster.executors();
      return "local-cluster[1,%d,%d]"
          .formatted(executors * cluster.executorCores(), executors * memory);
    }
    return "local-cluster[%d,%d,%d]"
        .formatted(cluster.executors(), cluster.executorCores(), memory);
  }

  @Command(name = "yolospark")
  private static final class Arguments {
    @Mixin private ConfigOptions options;
  }
}
