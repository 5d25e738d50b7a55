package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.dataset.Split;
import io.yolospark.dataset.SplitTruth;
import io.yolospark.detect.Detection;
import io.yolospark.evaluate.CocoResultsFile;
import io.yolospark.evaluate.SplitEvaluation;
import io.yolospark.evaluate.SplitResults;
import io.yolospark.report.WholeFile;
import io.yolospark.train.ModelFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Evaluates a model, or the results that one left, on a split. Leaves the confusion matrix, and if
 * configured the detections, in {@code validation} of the output folder.
 */
public final class ValidateJob {
  private static final Duration LONGEST_RUN = Duration.ofDays(30);

  private final JavaSparkContext spark;
  private final JobConfig config;
  private final Configuration hadoop;
  private final List<ImageRecord> records;
  private final SplitTruth truth;

  /**
   * Reads the split.
   *
   * @throws InvalidDatasetException if it cannot be used
   */
  public ValidateJob(JavaSparkContext spark, JobConfig config, Split split) {
    this.spark = spark;
    this.config = config;
    hadoop = spark.hadoopConfiguration();
    IndexedSplit indexed = IndexedSplit.of(spark, config.dataset(), split);
    SplitTruth read = SplitTruth.of(config.dataset(), split, indexed.records(), hadoop);
    boolean singleClass = config.train().singleClass();
    records = singleClass ? indexed.asOneClass().records() : indexed.records();
    truth = singleClass ? read.asOneClass() : read;
  }

  /** Detects on every rank with the model in a folder, and evaluates. */
  public SplitEvaluation ofModel(String folder) throws IOException, InterruptedException {
    ModelFolder model = ModelFolder.open(folder, hadoop);
    if (!model.names().equals(config.classNames())) {
      throw new ConfigException(
          List.of(
              "dataset.names: with train.single-class: %s the classes are %s, but the model in %s detects %s; accepted: the model's names"
                  .formatted(
                      config.train().singleClass(), config.classNames(), folder, model.names())));
    }
    int ranks = ClusterPreflight.check(spark, config.cluster());
    ExecutorPreflight.check(spark, config, ranks);
    SplitResults results = SplitResults.ofDetections(truth, detect(model, ranks));
    if (config.validation().saveJson()) {
      WholeFile.write(hadoop, file("results.json"), CocoResultsFile.write(results.rows()));
    }
    return evaluate(results);
  }

  /** Evaluates a COCO results file. */
  public SplitEvaluation ofResults(String file) throws IOException {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return evaluate(SplitResults.ofRows(truth, CocoResultsFile.read(file, in), records.size()));
    } catch (FileNotFoundException e) {
      throw new InvalidDatasetException(file + " does not exist; give a COCO results file", e);
    }
  }

  private SplitEvaluation evaluate(SplitResults results) throws IOException {
    List<String> names = config.classNames();
    SplitEvaluation evaluation = SplitEvaluation.of(records, truth, results, names);
    WholeFile.write(
        hadoop,
        file("confusion_matrix.csv"),
        evaluation.matrix().toCsv(names).getBytes(StandardCharsets.UTF_8));
    return evaluation;
  }

  private Path file(String name) {
    return new Path(new Path(config.output(), "validation"), name);
  }

  private List<List<Detection>> detect(ModelFolder model, int ranks) throws InterruptedException {
    // nothing is trained: each rank would take one image a step
    BatchPlan plan =
        new BatchPlan(
            ranks,
            ranks,
            1,
            ranks,
            config.batch().validation().perExecutor().images(),
            records.size());
    RankStageSpec spec =
        new RankStageSpec(
            "yolospark-validate-" + config.name(),
            "validate " + config.name() + " on " + ranks + " ranks",
            ranks,
            0,
            config.cluster().waitLimit(),
            config.allReduce(),
            LONGEST_RUN);
    ValidateBody body =
        new ValidateBody(
            config,
            model,
            plan,
            spark.broadcast(records),
            spark.broadcast(new SerializableConfiguration(hadoop)));
    Map<Integer, List<Detection>> found = new HashMap<>();
    RankStage.run(spark, spec, body).forEach(found::putAll);
    return IntStream.range(0, records.size()).mapToObj(found::get).toList();
  }
}
