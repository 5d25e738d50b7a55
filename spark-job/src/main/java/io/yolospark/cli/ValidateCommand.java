package io.yolospark.cli;

import io.yolospark.config.JobConfig;
import io.yolospark.dataset.Split;
import io.yolospark.evaluate.SplitEvaluation;
import io.yolospark.job.HadoopTextSource;
import io.yolospark.job.ValidateJob;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    description =
        "Prints the metrics of a model, or of a COCO results file, on a split of the dataset.")
final class ValidateCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  @Option(
      names = "--split",
      defaultValue = "VAL",
      description = "train, val or test. Default: val.")
  private Split split;

  @Spec private CommandSpec spec;

  /** What is evaluated: one of the two. */
  private static final class Subject {
    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "Model folder, best or last of a run: any Hadoop URI.")
    private String model;

    @Option(
        names = "--results",
        paramLabel = "FILE",
        description = "COCO results JSON: any Hadoop URI.")
    private String results;
  }

  @Override
  public Integer call() throws Exception {
    Configuration hadoop = new Configuration();
    JobConfig config = options.load(hadoop);
    HadoopTextSource files = new HadoopTextSource(hadoop);
    try (JavaSparkContext spark = Sessions.open("validate " + config.name(), config.cluster())) {
      ValidateJob job = new ValidateJob(spark, config, split);
      SplitEvaluation evaluation =
          subject.model == null
              ? job.ofResults(files.qualify(subject.results))
              : job.ofModel(files.qualify(subject.model));
      spec.commandLine().getOut().println(evaluation.describe(config.classNames()));
      return 0;
    }
  }
}
