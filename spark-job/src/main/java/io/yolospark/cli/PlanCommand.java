package io.yolospark.cli;

import io.yolospark.config.ConfigWriter;
import io.yolospark.config.JobConfig;
import io.yolospark.job.Preparation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description =
        "Checks config, dataset and cluster; prints the resolved config and the batch plan.")
final class PlanCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(
      names = "--probe",
      description =
          "Runs a real training step and validation batch on every rank; prints peaks and headroom.")
  private boolean probe;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JobConfig config = options.load(new Configuration());
    try (JavaSparkContext spark = Sessions.open("plan " + config.name(), config.cluster())) {
      Preparation preparation = Preparation.of(spark, config, probe);
      PrintWriter out = spec.commandLine().getOut();
      out.println(ConfigWriter.write(config));
      out.println(preparation.describe());
    }
    return 0;
  }
}
