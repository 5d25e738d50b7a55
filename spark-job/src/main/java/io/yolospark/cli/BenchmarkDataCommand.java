package io.yolospark.cli;

import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.Split;
import io.yolospark.job.DataBenchmark;
import io.yolospark.job.IndexedSplit;
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
    name = "data",
    description =
        "Images per second and core: decoded alone, and with the whole augmentation of the config; "
            + "beside OpenCV-Python where it is installed.")
final class BenchmarkDataCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Option(
      names = "--images",
      defaultValue = "100",
      description = "Training images per round at most. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(names = "--rounds", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--python",
      defaultValue = "python3",
      description = "Interpreter that has cv2 and numpy. Default: ${DEFAULT-VALUE}.")
  private String python;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    JobConfig config = options.load(new Configuration());
    check();
    List<ImageRecord> records;
    try (JavaSparkContext spark =
        Sessions.open("benchmark data " + config.name(), config.cluster())) {
      records = IndexedSplit.of(spark, config.dataset(), Split.TRAIN).records();
    } // executors would disturb the measurement
    List<ImageRecord> some = records.subList(0, Math.min(images, records.size()));
    spec.commandLine().getOut().println(new DataBenchmark(config, some).run(rounds, python));
    return 0;
  }

  private void check() {
    List<String> mistakes = new ArrayList<>();
    Counts.require("--images", images, 1, mistakes);
    Counts.require("--rounds", rounds, 1, mistakes);
    if (!mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
  }
}
