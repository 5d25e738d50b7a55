package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.ClusterConfig;
import io.yolospark.config.JobConfig;
import io.yolospark.report.EventSink;
import io.yolospark.report.Notice;
import io.yolospark.report.StepProgress;
import io.yolospark.report.WholeFile;
import io.yolospark.train.Checkpoint;
import io.yolospark.train.DivergedException;
import io.yolospark.train.TrainOutcome;
import io.yolospark.train.TrainTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees a run through: trains on the executors that are there, and after a failure again from the
 * newest whole checkpoint, where it diverged with a lower learning rate; with fewer ranks where
 * executors are lost for good, and with more when they have returned. One run each; one thread.
 */
final class Supervisor {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration LONGEST_RUN = Duration.ofDays(365);

  private final JavaSparkContext spark;
  private final Preparation preparation;
  private final JobConfig config;
  private final RunGuard guard;
  private final EventSink events;
  private final StepWatch steps;
  private final PlanFile plans;
  private final ExecutorPool pool;
  private final Restarts restarts;
  private final RollBacks rollBacks;
  private final Broadcast<SerializableConfiguration> hadoop;
  private BatchPlan plan;

  /**
   * A supervisor of one run.
   *
   * @param events where restarts and new plans are told
   * @param steps is told of every step that is done
   * @param plans where a new batch plan is stored
   */
  Supervisor(
      JavaSparkContext spark,
      Preparation preparation,
      RunGuard guard,
      EventSink events,
      StepWatch steps,
      PlanFile plans,
      Restarts restarts,
      RollBacks rollBacks) {
    this.spark = spark;
    this.preparation = preparation;
    this.guard = guard;
    this.events = events;
    this.steps = steps;
    this.plans = plans;
    config = preparation.config();
    plan = preparation.plan();
    pool = new ExecutorPool(spark);
    this.restarts = restarts;
    this.rollBacks = rollBacks;
    Configuration configuration = spark.hadoopConfiguration();
    hadoop = spark.broadcast(new SerializableConfiguration(configuration));
  }

  /**
   * Trains to the end.
   *
   * @throws StoppedException if the driver was told to end
   * @throws DivergedException if training diverged, and is not rolled back any more
   * @throws RankFailedException if ranks failed, and no restart is worth it
   * @throws RestartsEndedException likewise, for reasons that it states
   * @throws ClusterException if too few executors are left, or another driver took the output over
   */
  TrainOutcome run() throws IOException, InterruptedException {
    // the preparation has waited for executors already
    Duration patience = Duration.ZERO;
    for (int attempt = 0; ; attempt++) {
      plan(pool.await(config.cluster(), patience));
      deleteLeftovers();
      try {
        TrainOutcome outcome = train(attempt);
        if (outcome.finished()) {
          return outcome;
        }
        guard.verify(spark);
        events.accept(Notice.ofDriver("grow", "Executors have returned: stopped in a checkpoint"));
        patience = Duration.ZERO;
      } catch (DivergedException e) {
        guard.verify(spark);
        tell("roll-back", rollBacks.next(e));
        patience = Duration.ZERO;
      } catch (RankFailedException | ClusterException e) {
        guard.verify(spark);
        tell("restart", restarts.next(e, steps.done(), steps.place()));
        Thread.sleep(config.restart().backoff().toMillis());
        patience = config.restart().replacementWait();
      }
    }
  }

  /** Tells what follows a failure, with the step done last. */
  private void tell(String kind, String message) {
    Optional<StepProgress> last = steps.last();
    events.accept(
        new Notice(
            last.map(StepProgress::epoch).orElse(Notice.NONE),
            last.map(StepProgress::step).orElse(Notice.NONE),
            Notice.NONE,
            kind,
            message));
  }

  private void plan(int executors) throws IOException {
    BatchPlan next = plan.onRanks(executors);
    if (next.worldSize() == plan.worldSize()) {
      return;
    }
    ClusterConfig cluster = config.cluster();
    events.accept(
        Notice.ofDriver(
            "plan",
            "%d of %d executors: %d ranks instead of %d; the global batch stays %d, in shares of %d to %d images and %d micro-steps"
                .formatted(
                    executors,
                    cluster.executors(),
                    next.worldSize(),
                    plan.worldSize(),
                    next.globalBatch(),
                    next.share(next.worldSize() - 1),
                    next.share(0),
                    next.microSteps())));
    LOG.info("{}", next.describe());
    plan = next;
    plans.write(plan);
  }

  private TrainOutcome train(int attempt) throws InterruptedException {
    int ranks = plan.worldSize();
    LOG.info(
        "Training {} ({} classes, {} px) on {} ranks, {}",
        config.model().variant(),
        config.classNames().size(),
        config.model().imageSize(),
        ranks,
        config.cluster().device());
    RankStageSpec spec =
        new RankStageSpec(
            "yolospark-" + config.name(),
            "train " + config.name() + " on " + ranks + " ranks",
            ranks,
            attempt,
            config.cluster().waitLimit(),
            config.allReduce(),
            LONGEST_RUN);
    Checkpoint checkpoint = checkpoint();
    Broadcast<TrainTask> task =
        spark.broadcast(
            new TrainTask(
                config,
                plan,
                preparation.train().records(),
                preparation.validation().records(),
                checkpoint,
                rollBacks.learningRateFactor()));
    Growth growth = new Growth(pool, plan, config.cluster().executors());
    try {
      // every rank returns the same outcome
      return guard
          .training(
              growth, control -> RankStage.run(spark, spec, new TrainBody(task, hadoop), control))
          .get(0);
    } finally {
      task.destroy();
    }
  }

  /** What ranks, or a driver before this one, were writing when they were killed; no rank runs. */
  private void deleteLeftovers() throws IOException {
    List<String> deleted =
        WholeFile.deleteLeftovers(spark.hadoopConfiguration(), new Path(config.output()));
    if (!deleted.isEmpty()) {
      LOG.info("Deleted what a killed writer left in {}: {}", config.output(), deleted);
    }
  }

  private Checkpoint checkpoint() {
    Checkpoint checkpoint;
    try {
      checkpoint =
          Checkpoint.newest(
                  config.output(),
                  spark.hadoopConfiguration(),
                  damage -> events.accept(Notice.ofDriver("checkpoint", damage)))
              .orElse(null);
    } catch (IOException e) {
      throw new ClusterException(
          "output: cannot read the checkpoints in " + config.output() + ": " + e.getMessage(), e);
    }
    long kept = checkpoint == null ? 0 : checkpoint.steps();
    if (checkpoint != null || steps.done() > 0) {
      events.accept(
          Notice.ofDriver(
              "resume",
              "Goes on after step %d of epoch %d, on %d ranks%s%s; lost steps: %d"
                  .formatted(
                      checkpoint == null ? 0 : checkpoint.step(),
                      checkpoint == null ? 1 : checkpoint.epochs() + 1,
                      plan.worldSize(),
                      checkpoint == null || checkpoint.ranks() == plan.worldSize()
                          ? ""
                          : " instead of " + checkpoint.ranks(),
                      rollBacks.learningRateFactor() == 1
                          ? ""
                          : ", learning rates times " + rollBacks.learningRateFactor(),
                      Math.max(0, steps.done() - kept))));
    }
    return checkpoint;
  }
}
