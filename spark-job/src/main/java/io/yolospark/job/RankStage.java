package io.yolospark.job;

import io.yolospark.train.DivergedException;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs ranks as one Spark barrier stage: partition is rank, and every rank has an executor of its
 * own. One stage at a time per SparkContext.
 */
public final class RankStage {

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * How long ranks may take to end after the stage has failed, so that their executors are free; an
   * executor that needs longer is frozen, and is replaced.
   */
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

  private static final int TOKEN_BYTES = 32;

  private RankStage() {}

  /**
   * Runs the body on every rank and waits for all. The context needs the settings of {@link
   * RankSettings}; {@link ClusterPreflight} tells what is missing.
   *
   * @return the ranks' results, by rank
   * @throws ClusterException when the ranks do not form within the limit, two share an executor,
   *     the stage outlasts its limit, or Spark demands encryption that the settings forbid
   * @throws RankFailedException when a rank fails; names the first cause
   * @throws DivergedException when the ranks find that training has diverged
   */
  public static <R extends Serializable> List<R> run(
      JavaSparkContext spark, RankStageSpec spec, RankBody<R> body) throws InterruptedException {
    return run(spark, spec, body, StageControl.NONE);
  }

  /** The same, under control: what {@link StageControl#check} throws, this does. */
  static <R extends Serializable> List<R> run(
      JavaSparkContext spark, RankStageSpec spec, RankBody<R> body, StageControl control)
      throws InterruptedException {
    RankStageSpec secured =
        spec.with(GradientEncryption.resolve(spark.getConf(), spec.allReduce()));
    String stage = spec.id() + '/' + UUID.randomUUID();
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    StageWatch watch = new StageWatch();
    StageListener listener = new StageListener(stage, watch);
    EventRouter.open(stage, watch, control);
    spark.sc().addSparkListener(listener);
    // interrupting: a survivor that waits for a dead peer would hold its slot against the restart
    spark.setJobGroup(spec.id(), spec.description(), true);
    spark.setLocalProperty(StageListener.STAGE_PROPERTY, stage);
    try {
      JavaFutureAction<List<R>> job =
          submit(spark, spec, new RankTask<>(stage, secured, token, body));
      return await(spark, spec, watch, control, job);
    } finally {
      spark.setLocalProperty(StageListener.STAGE_PROPERTY, null);
      spark.clearJobGroup();
      spark.sc().removeSparkListener(listener);
      EventRouter.close(stage);
    }
  }

  private static <R extends Serializable> JavaFutureAction<List<R>> submit(
      JavaSparkContext spark, RankStageSpec spec, RankTask<R> task) {
    RDD<Integer> seats =
        spark.parallelize(Collections.nCopies(spec.worldSize(), 0), spec.worldSize()).rdd();
    ClassTag<R> tag = tag();
    Function1<Iterator<Integer>, Iterator<R>> run =
        (Function1<Iterator<Integer>, Iterator<R>> & Serializable) seat -> single(task);
    return JavaRDD.fromRDD(seats.barrier().mapPartitions(run, false, tag), tag).collectAsync();
  }

  private static <R extends Serializable> Iterator<R> single(RankTask<R> task) {
    try {
      return Iterator$.MODULE$.single(task.run());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e); // Scala's functions declare no exceptions
    }
  }

  private static <R extends Serializable> List<R> await(
      JavaSparkContext spark,
      RankStageSpec spec,
      StageWatch watch,
      StageControl control,
      JavaFutureAction<List<R>> job)
      throws InterruptedException {
    long start = System.nanoTime();
    try {
      while (true) {
        try {
          return job.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          control.check();
          checkLimits(spec, watch, Duration.ofNanos(System.nanoTime() - start));
        }
      }
    } catch (ExecutionException e) {
      settle(spark, spec, watch);
      throw StageFailure.of(spec, watch, e.getCause());
    } catch (InterruptedException | RuntimeException e) {
      settle(spark, spec, watch);
      throw e;
    }
  }

  private static void checkLimits(RankStageSpec spec, StageWatch watch, Duration elapsed) {
    if (watch.formedRanks() < spec.worldSize() && elapsed.compareTo(spec.formLimit()) > 0) {
      throw new ClusterException(
          "Cannot form %d ranks: %d had started and %d had reached their peers after %d s"
              .formatted(
                  spec.worldSize(),
                  watch.startedRanks(),
                  watch.formedRanks(),
                  elapsed.toSeconds()));
    }
    if (elapsed.compareTo(spec.runLimit()) > 0) {
      throw new ClusterException(
          "Cannot wait longer for %s: its limit of %d s is over"
              .formatted(spec.description(), spec.runLimit().toSeconds()));
    }
  }

  private static void settle(JavaSparkContext spark, RankStageSpec spec, StageWatch watch)
      throws InterruptedException {
    if (spark.sc().isStopped()) {
      return; // its executors are gone, and it tells of no more tasks
    }
    spark.cancelJobGroup(spec.id());
    if (!watch.awaitEnd(SETTLE_LIMIT)) {
      new ExecutorPool(spark).replace(watch.busyExecutors());
    }
  }

  @SuppressWarnings("unchecked") // a class tag of objects serves every reference type
  private static <R> ClassTag<R> tag() {
    return (ClassTag<R>) ClassTag$.MODULE$.AnyRef();
  }
}
