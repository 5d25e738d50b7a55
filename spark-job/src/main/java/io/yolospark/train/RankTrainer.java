package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.config.JobConfig;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryGuard;
import io.yolospark.device.MemoryLimit;
import io.yolospark.device.MemoryWatch;
import io.yolospark.evaluate.ValidationOutcome;
import io.yolospark.evaluate.Validator;
import io.yolospark.image.BatchLoader;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.Event;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The training loop of one rank, from the first step to the last. Every rank runs the same steps in
 * the same order; rank 0 also writes models and checkpoints and tells the driver. One loop per JVM:
 * DJL's gradient collector is process-wide.
 */
public final class RankTrainer implements AutoCloseable {

  private final TrainTask task;
  private final JobConfig config;
  private final Collective collective;
  private final Consumer<Event> events;
  private final RankData data;
  private final NDManager manager;
  private final FlatParameters parameters;
  private final Update update;
  private final GradientExchange exchange;
  private final StepRunner steps;
  private final BatchSizes sizes;
  private final DeviceMemory memory;
  private final Validator validator;
  private final RankMonitor monitor;
  private final RunReports reports;

  /** Of rank 0; null on the others. */
  private final Publisher publisher;

  private Progress progress;
  private long stepsDone;

  /**
   * Builds the replica of this rank.
   *
   * @param topology of all ranks
   * @param hadoop where the file systems of dataset and output are configured
   * @param stops whether this rank was told that training is to stop
   * @param events takes what this rank has to tell; called on the training and loader threads
   */
  public RankTrainer(
      TrainTask task,
      Collective collective,
      Device device,
      Topology topology,
      Configuration hadoop,
      BooleanSupplier stops,
      Consumer<Event> events) {
    this.task = task;
    this.config = task.config();
    this.collective = collective;
    this.events = events;
    data = new RankData(task, collective.rank(), hadoop, events);
    manager = NDManager.newBaseManager(device);
    Replica replica = Replica.of(task, manager, hadoop);
    YoloBlock block = replica.block();
    parameters = replica.parameters();
    update = replica.update();
    progress = replica.progress();
    stepsDone = progress.steps();
    DetectionLoss loss = new DetectionLoss(config.train().loss());
    exchange = GradientExchange.of(collective, config.allReduce());
    memory = DeviceMemory.of(device);
    MemoryLimit limit = memory.limit(topology.ranksBeside(collective.rank()));
    MemoryWatch watch = watch(device, limit);
    TrainingStep step =
        new TrainingStep(
            block, parameters, loss, collective, exchange, Mode.TRAIN, watch, replica.scale());
    sizes =
        new BatchSizes(
            task.plan(),
            collective.rank(),
            config.memory().onOutOfMemory(),
            memory,
            events::accept);
    if (progress.sizes() != null) {
      sizes.restore(progress.sizes());
    }
    validator = new Validator(block, task.validationRecords(), config, watch);
    publisher =
        collective.rank() == 0
            ? new Publisher(config, replica, task.plan(), topology, hadoop, events)
            : null;
    BooleanSupplier checkpointDue = publisher != null ? publisher::isCheckpointDue : () -> false;
    StepRequests requests = new StepRequests(stops, checkpointDue);
    steps = new StepRunner(task, manager, step, update, sizes, requests);
    reports = new RunReports(config.train(), task.plan());
    monitor =
        new RankMonitor(
            collective.rank(),
            memory,
            limit,
            config.memory().headroomPart(),
            events,
            System::nanoTime);
    monitor.goOn(progress.losses(), progress.step());
  }

  /** Where the run may shrink, it does so before the kernel would kill this process. */
  private MemoryWatch watch(Device device, MemoryLimit limit) {
    if (device.isGpu() || config.memory().onOutOfMemory() == OutOfMemoryPolicy.FAIL) {
      return MemoryWatch.NONE;
    }
    return new MemoryGuard(memory, limit, config.memory().headroomPart());
  }

  /** Trains all epochs, or until told to stop; then rank 0 leaves a checkpoint. */
  public TrainOutcome run() {
    Replicas.verify(parameters, collective, "before the first step");
    Course course = new Course(config.train(), progress.best());
    while (!course.endsWith(progress.epochs() - 1)) {
      int epoch = progress.epochs();
      long start = System.nanoTime();
      TrainedEpoch trained = trainEpoch(epoch);
      Replicas.verify(parameters, collective, "in epoch " + (epoch + 1));
      Replicas.verifyFinite(parameters, "in epoch " + (epoch + 1));
      if (trained.steps() < task.plan().stepsPerEpoch()) {
        return stop(trained);
      }
      ValidationOutcome outcome = course.validates(epoch) ? validate(epoch) : null;
      boolean improved = outcome != null && course.offer(epoch, outcome.metrics());
      progress =
          progress.afterEpoch(
              stepsDone,
              course.best().state(),
              outcome == null ? progress.validationBatches() : outcome.batchSizes(),
              sizes.current(collective));
      if (publisher != null) {
        publisher.epoch(progress, improved, course.endsWith(epoch));
        Rates rates = steps.rates(epoch, stepsDone - 1);
        events.accept(reports.epoch(epoch, trained, outcome, rates, seconds(start)));
        if (course.endsEarlyWith(epoch)) {
          events.accept(reports.earlyStop(epoch, course.best()));
        }
      }
    }
    Publisher.await(publisher, collective);
    return outcome(true);
  }

  private TrainOutcome outcome(boolean finished) {
    Best.State best = progress.best();
    return new TrainOutcome(
        finished, progress.epochs(), best.epoch(), best.metrics(), progress.validationBatches());
  }

  private TrainOutcome stop(TrainedEpoch trained) {
    checkpoint(trained.steps(), trained.means());
    Publisher.await(publisher, collective);
    return outcome(false);
  }

  /** A checkpoint within an epoch; every rank must call it. */
  private void checkpoint(int stepInEpoch, StepMeter means) {
    Progress within =
        progress.within(stepInEpoch, stepsDone, means.lossSums(), sizes.current(collective));
    if (publisher != null) {
      publisher.checkpoint(within);
    }
  }

  private TrainedEpoch trainEpoch(int epoch) {
    sizes.enter(epoch);
    int stepsPerEpoch = task.plan().stepsPerEpoch();
    int first = progress.step();
    int done = first;
    try (BatchLoader loader = data.training(epoch, first)) {
      for (int i = first; i < stepsPerEpoch; i++) {
        collective.at("epoch %d, step %d".formatted(epoch + 1, i + 1));
        StepFigures figures = steps.run(epoch, i, stepsDone, loader);
        stepsDone++;
        monitor.trained(epoch, stepsDone, figures);
        if (collective.rank() == 0) {
          events.accept(reports.progress(epoch, i, monitor.epochSoFar()));
        }
        done = i + 1;
        // after the last step the epoch's validation and checkpoint come first
        if (done < stepsPerEpoch) {
          if (figures.sums().stop()) {
            break;
          }
          if (figures.sums().checkpoint()) {
            Replicas.verifyFinite(parameters, "in epoch " + (epoch + 1));
            checkpoint(done, monitor.epochSoFar());
          }
        }
      }
    }
    StepMeter means = monitor.endEpoch(epoch, stepsDone);
    double[] wait = {means.dataWait()};
    collective.allReduce(wait);
    return new TrainedEpoch(means, done, wait[0] / collective.worldSize());
  }

  private ValidationOutcome validate(int epoch) {
    long start = System.nanoTime();
    collective.at("validation of epoch " + (epoch + 1));
    memory.release(); // what training keeps must not stand beside what validation takes
    ValidationOutcome outcome;
    try (BatchLoader loader = data.validation(epoch)) {
      outcome = validator.run(manager, update.ema().average()::bind, loader, collective, sizes);
    } finally {
      memory.release();
    }
    monitor.validated(epoch, stepsDone, seconds(start), outcome.metrics());
    return outcome;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
    exchange.close(); // first: its thread may be writing to what follows
    update.close();
    manager.close();
  }
}
