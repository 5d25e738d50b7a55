package io.yolospark.cli;

import io.yolospark.config.JobConfig;
import io.yolospark.job.TrainJob;
import io.yolospark.report.ResultLine;
import io.yolospark.report.RunResult;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "train", description = "Trains a detector and leaves model and results in output.")
final class TrainCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(
      names = "--restart",
      description = "Moves an earlier run in output aside and starts anew.")
  private boolean restart;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JobConfig config = options.load(new Configuration());
    try (JavaSparkContext spark = Sessions.open("train " + config.name(), config.cluster())) {
      RunResult result = new TrainJob(spark, config).run(restart);
      RunResult.Metrics metrics = result.metrics();
      spec.commandLine()
          .getOut()
          .println(
              ResultLine.format(metrics.map50(), metrics.map(), result.epochs(), config.output()));
      return result.exitCode();
    }
  }
}
