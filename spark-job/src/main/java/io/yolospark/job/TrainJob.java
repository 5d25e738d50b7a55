package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.ConfigWriter;
import io.yolospark.config.JobConfig;
import io.yolospark.report.ConsoleProgress;
import io.yolospark.report.Event;
import io.yolospark.report.EventSinks;
import io.yolospark.report.EventsCsv;
import io.yolospark.report.ResultJson;
import io.yolospark.report.ResultsCsv;
import io.yolospark.report.RunResult;
import io.yolospark.train.TrainOutcome;
import io.yolospark.train.TrainTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main job: checks, plans, trains on every rank, and leaves the results in the output folder.
 */
public final class TrainJob {

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);
  private static final Duration LONGEST_RUN = Duration.ofDays(365);

  private final JavaSparkContext spark;
  private final JobConfig config;
  private final Configuration hadoop;

  public TrainJob(JavaSparkContext spark, JobConfig config) {
    this.spark = spark;
    this.config = config;
    hadoop = spark.hadoopConfiguration();
  }

  /**
   * Runs the job to its end.
   *
   * @param restart whether an earlier run in the output folder is moved aside
   */
  public RunResult run(boolean restart) throws IOException, InterruptedException {
    long start = System.nanoTime();
    OutputFolder output =
        OutputFolder.claim(config.output(), restart, ConfigWriter.write(config), hadoop);
    RunResult result;
    try {
      Preparation preparation = Preparation.of(spark, config, config.memory().probe());
      LOG.info("{}", preparation.describe());
      Map<String, Object> plan = preparation.toMap();
      output.write(
          OutputFolder.PLAN,
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(plan));
      output.write(OutputFolder.DATASET, report(preparation));
      TrainOutcome outcome = train(preparation, output);
      result = RunResults.of(outcome, config.classNames(), plan, seconds(start));
    } catch (IOException | InterruptedException | RuntimeException e) {
      ResultJson.write(
          hadoop, output.path(OutputFolder.RESULT), RunResults.ofFailure(e, seconds(start)));
      throw e;
    }
    ResultJson.write(hadoop, output.path(OutputFolder.RESULT), result);
    return result;
  }

  private TrainOutcome train(Preparation preparation, OutputFolder output)
      throws IOException, InterruptedException {
    TrainTask task =
        new TrainTask(
            preparation.config(),
            preparation.plan(),
            preparation.train().records(),
            preparation.validation().records());
    TrainBody body =
        new TrainBody(
            spark.broadcast(task), spark.broadcast(new SerializableConfiguration(hadoop)));
    int worldSize = config.cluster().executors();
    RankStageSpec spec =
        new RankStageSpec(
            "yolospark-" + config.name(),
            "train " + config.name() + " on " + worldSize + " ranks",
            worldSize,
            0,
            config.cluster().waitLimit(),
            config.allReduce(),
            LONGEST_RUN);
    LOG.info(
        "Training {} ({} classes, {} px) on {} ranks, {}",
        config.model().variant(),
        config.classNames().size(),
        config.model().imageSize(),
        worldSize,
        config.cluster().device());
    try (EventSinks sinks =
            new EventSinks(
                List.of(
                    ConsoleProgress.open(),
                    new ResultsCsv(hadoop, output.path("results.csv")),
                    new EventsCsv(hadoop, output.path("events.csv"))));
        RankEvents.Subscription subscription =
            RankEvents.subscribe(event -> sinks.accept(Event.decode(event)))) {
      preparation.notices().forEach(sinks::accept);
      // every rank returns the same outcome
      return RankStage.run(spark, spec, body).get(0);
    }
  }

  private static String report(Preparation preparation) {
    return preparation.train().report().render(Integer.MAX_VALUE)
        + "\n\n"
        + preparation.validation().report().render(Integer.MAX_VALUE)
        + "\n";
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
