package io.yolospark.cli;

import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.Split;
import io.yolospark.job.IndexedSplit;
import io.yolospark.job.PreviewJob;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "preview",
    description = "Draws augmented training images with their boxes, as training would see them.")
final class DatasetPreviewCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(
      names = "--folder",
      required = true,
      description = "Where the JPEG files go: any Hadoop FileSystem URI.")
  private String folder;

  @Option(names = "--sheets", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
  private int sheets;

  @Option(
      names = "--columns",
      defaultValue = "3",
      description = "Images beside and below each other, 1 to 16. Default: ${DEFAULT-VALUE}.")
  private int columns;

  @Option(
      names = "--epoch",
      defaultValue = "1",
      description = "From 1; mosaic is off in the last epochs. Default: ${DEFAULT-VALUE}.")
  private int epoch;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    JobConfig config = options.load(new Configuration());
    check(config.train().epochs());
    PrintWriter out = spec.commandLine().getOut();
    try (JavaSparkContext spark =
        Sessions.open("dataset preview " + config.name(), config.cluster())) {
      IndexedSplit split = IndexedSplit.of(spark, config.dataset(), Split.TRAIN);
      new PreviewJob(config, split.records(), spark.hadoopConfiguration())
          .write(folder, sheets, columns, epoch - 1)
          .forEach(out::println);
    }
    return 0;
  }

  private void check(int epochs) {
    List<String> mistakes = new ArrayList<>();
    Counts.require("--sheets", sheets, 1, mistakes);
    if (columns < 1 || columns > 16) {
      mistakes.add("--columns: " + columns + " is out of range; accepted: 1 to 16");
    }
    if (epoch < 1 || epoch > epochs) {
      mistakes.add(
          "--epoch: " + epoch + " is out of range; accepted: 1 to " + epochs + " (train.epochs)");
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
  }
}
