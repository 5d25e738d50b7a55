package io.yolospark.job;

import io.yolospark.config.JobConfig;
import io.yolospark.report.ConsoleProgress;
import io.yolospark.report.Event;
import io.yolospark.report.EventSinks;
import io.yolospark.report.EventsCsv;
import io.yolospark.report.ReadingsCsv;
import io.yolospark.report.ResultJson;
import io.yolospark.report.ResultsCsv;
import io.yolospark.report.RunResult;
import io.yolospark.report.TensorBoardEvents;
import io.yolospark.train.Checkpoint;
import io.yolospark.train.DivergedException;
import io.yolospark.train.TrainOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main job: checks, plans, trains on every rank, and leaves the results in the output folder.
 */
public final class TrainJob {

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final JavaSparkContext spark;
  private final JobConfig config;
  private final Configuration hadoop;

  public TrainJob(JavaSparkContext spark, JobConfig config) {
    this.spark = spark;
    this.config = config;
    hadoop = spark.hadoopConfiguration();
  }

  /**
   * Runs the job to its end; goes on with an unfinished run that is in the output folder. A
   * finished one is left as it is.
   *
   * @param restart whether an earlier run in the output folder is moved aside instead
   * @throws StoppedException if the driver was told to end
   * @throws DivergedException if training diverged, and is not rolled back any more
   */
  public RunResult run(boolean restart) throws IOException, InterruptedException {
    try (Termination termination = Termination.watch(config.restart().grace())) {
      try (OutputLease lease = OutputLease.take(config.output(), hadoop)) {
        return run(restart, new RunGuard(termination, lease));
      } catch (InterruptedException e) {
        if (termination.requested()) {
          throw stopped();
        }
        throw e;
      }
    }
  }

  private RunResult run(boolean restart, RunGuard guard) throws IOException, InterruptedException {
    long start = System.nanoTime();
    OutputFolder output = OutputFolder.claim(config, restart, hadoop);
    Optional<RunResult> finished = output.finished();
    if (finished.isPresent()) {
      LOG.info(
          "The run in {} is finished; --restart moves it aside and starts anew", config.output());
      return finished.get();
    }
    RunResult result;
    Restarts restarts = new Restarts(config.restart());
    RollBacks rollBacks = new RollBacks(config.train(), output);
    try {
      Checkpoint checkpoint = Checkpoint.announced(config.output(), hadoop).orElse(null);
      Preparation preparation = Preparation.of(spark, config, config.memory().probe(), checkpoint);
      LOG.info("{}", preparation.describe());
      output.write(OutputFolder.DATASET, report(preparation));
      PlanFile plans = new PlanFile(preparation, output);
      plans.write(preparation.plan());
      TrainOutcome outcome = train(preparation, guard, output, plans, restarts, rollBacks);
      result =
          RunResults.of(
              outcome,
              config.classNames(),
              plans.last(),
              restarts.causes(),
              rollBacks.causes(),
              seconds(start));
    } catch (IOException | InterruptedException | RuntimeException e) {
      Exception failure = e instanceof InterruptedException ? stopped() : e;
      writeFailure(
          output,
          RunResults.ofFailure(failure, restarts.causes(), rollBacks.causes(), seconds(start)));
      throw e;
    }
    ResultJson.write(hadoop, output.path(OutputFolder.RESULT), result);
    return result;
  }

  /** An output that cannot be written must not hide why the run failed; it may be the reason. */
  private void writeFailure(OutputFolder output, RunResult result) {
    try {
      ResultJson.write(hadoop, output.path(OutputFolder.RESULT), result);
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private static StoppedException stopped() {
    return new StoppedException(
        "Stopped by a signal while nothing was trained; the same command goes on");
  }

  private TrainOutcome train(
      Preparation preparation,
      RunGuard guard,
      OutputFolder output,
      PlanFile plans,
      Restarts restarts,
      RollBacks rollBacks)
      throws IOException, InterruptedException {
    ResultsCsv results = new ResultsCsv(hadoop, output.path("results.csv"));
    StepWatch steps = new StepWatch((long) results.epochs() * preparation.plan().stepsPerEpoch());
    try (EventSinks sinks =
            new EventSinks(
                List.of(
                    steps,
                    ConsoleProgress.open(),
                    results,
                    new EventsCsv(hadoop, output.path("events.csv")),
                    new ReadingsCsv(hadoop, output.path("readings.csv")),
                    new TensorBoardEvents(hadoop, output.path("events")),
                    new RankGauges()));
        RankEvents.Subscription subscription =
            RankEvents.subscribe(event -> sinks.accept(Event.decode(event)))) {
      preparation.notices().forEach(sinks::accept);
      return new Supervisor(spark, preparation, guard, sinks, steps, plans, restarts, rollBacks)
          .run();
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
