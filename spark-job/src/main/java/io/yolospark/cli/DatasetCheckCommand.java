package io.yolospark.cli;

import io.yolospark.config.JobConfig;
import io.yolospark.dataset.Split;
import io.yolospark.job.IndexedSplit;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = "Reads every image header and label of the dataset; lists what is wrong.")
final class DatasetCheckCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    JobConfig config = options.load(new Configuration());
    PrintWriter out = spec.commandLine().getOut();
    try (JavaSparkContext spark =
        Sessions.open("dataset check " + config.name(), config.cluster())) {
      for (Split split : Split.values()) {
        if (split != Split.TEST || config.dataset().test() != null) {
          out.println(
              IndexedSplit.of(spark, config.dataset(), split).report().render(Integer.MAX_VALUE));
          out.println();
        }
      }
    }
    return 0;
  }
}
