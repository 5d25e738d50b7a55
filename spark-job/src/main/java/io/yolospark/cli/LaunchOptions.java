package io.yolospark.cli;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.job.ExitCode;
import io.yolospark.job.RankSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import scala.Tuple2;

/**
 * What a command's job config asks of spark-submit, one argument a line: the launcher script runs
 * this before it knows any Spark setting. A master given by the system property {@code
 * spark.master} stands.
 */
public final class LaunchOptions {

  /** Room in a worker of local-cluster mode beside the executor's heap, in MiB. */
  private static final long WORKER_MARGIN = 512;

  private LaunchOptions() {}

  /** Prints the options of the given command line. */
  public static void main(String[] args) {
    if (!Arrays.asList(args).contains("--config")) {
      // commands without a config need no executors; wrong command lines are told by the command
      // itself
      System.out.println("--master\nlocal[1]");
      return;
    }
    try {
      Arguments arguments = new Arguments();
      new CommandLine(arguments).setUnmatchedArgumentsAllowed(true).parseArgs(args);
      JobConfig config = arguments.options.load(new Configuration());
      of(config.cluster(), System.getProperty("spark.master", "")).forEach(System.out::println);
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(ExitCode.of(e).number());
    } catch (CommandLine.ParameterException e) {
      System.err.println(e.getMessage());
      System.exit(ExitCode.INVALID_CONFIG.number());
    }
  }

  static List<String> of(ClusterConfig cluster, String givenMaster) {
    List<String> options = new ArrayList<>();
    if (givenMaster.isEmpty()) {
      options.addAll(
          List.of("--master", cluster.master() == null ? localCluster(cluster) : cluster.master()));
    }
    SparkConf conf = RankSettings.complete(new SparkConf(false), cluster);
    conf.set("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(cluster.executorCores()));
    Arrays.stream(conf.getAll())
        .sorted(Comparator.comparing(Tuple2::_1))
        .forEach(entry -> options.addAll(List.of("--conf", entry._1() + "=" + entry._2())));
    return options;
  }

  private static String localCluster(ClusterConfig cluster) {
    long memory = JavaUtils.byteStringAsMb(cluster.executorMemory()) + WORKER_MARGIN;
    return "local-cluster[%d,%d,%d]"
        .formatted(cluster.executors(), cluster.executorCores(), memory);
  }

  @Command(name = "yolospark")
  private static final class Arguments {
    @Mixin private ConfigOptions options;
  }
}
