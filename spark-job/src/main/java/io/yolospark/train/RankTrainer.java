package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.config.JobConfig;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryGuard;
import io.yolospark.device.MemoryWatch;
import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.evaluate.ValidationOutcome;
import io.yolospark.evaluate.Validator;
import io.yolospark.image.Batch;
import io.yolospark.image.BatchLoader;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.EpochResult;
import io.yolospark.report.EpochResult.ValidationResult;
import io.yolospark.report.Event;
import io.yolospark.report.Losses;
import io.yolospark.report.Notice;
import io.yolospark.report.StepProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The training loop of one rank, from the first step to the last. Every rank runs the same steps in
 * the same order; rank 0 also writes models and checkpoints and tells the driver. One loop per JVM:
 * DJL's gradient collector is process-wide.
 */
public final class RankTrainer implements AutoCloseable {

  private record TrainedEpoch(Losses losses, double exposedSeconds, double dataWait) {}

  private final TrainTask task;
  private final JobConfig config;
  private final Collective collective;
  private final Consumer<Event> events;
  private final RankData data;
  private final ModelStore models;
  private final NDManager manager;
  private final YoloBlock block;
  private final FlatParameters parameters;
  private final Update update;
  private final GradientExchange exchange;
  private final TrainingStep step;
  private final BatchSizes sizes;
  private final DeviceMemory memory;
  private final Validator validator;
  private final Schedule schedule;
  private final InputSides inputSides;
  private long stepsDone;
  private double exposedSeconds;

  /**
   * Builds the replica of this rank.
   *
   * @param ranksHere ranks on this machine
   * @param hadoop where the file systems of dataset and output are configured
   * @param events takes what this rank has to tell; called on the training and loader threads
   */
  public RankTrainer(
      TrainTask task,
      Collective collective,
      Device device,
      int ranksHere,
      Configuration hadoop,
      Consumer<Event> events) {
    this.task = task;
    this.config = task.config();
    this.collective = collective;
    this.events = events;
    data = new RankData(task, collective.rank(), hadoop, events);
    manager = NDManager.newBaseManager(device);
    StartWeights start = StartWeights.of(config, hadoop);
    block = start.block();
    models = new ModelStore(config, block, hadoop);
    parameters = start.parameters(manager, config);
    update = new Update(manager, parameters, config.train(), task.plan().globalBatch());
    DetectionLoss loss = new DetectionLoss(config.train().loss());
    exchange = GradientExchange.of(collective, config.allReduce());
    memory = DeviceMemory.of(device);
    MemoryWatch watch = watch(device, ranksHere);
    step = new TrainingStep(block, parameters, loss, collective, exchange, Mode.TRAIN, watch);
    sizes =
        new BatchSizes(
            task.plan(),
            collective.rank(),
            config.memory().onOutOfMemory(),
            memory,
            events::accept);
    validator = new Validator(block, task.validationRecords(), config, watch);
    schedule = new Schedule(config.train(), task.plan().stepsPerEpoch());
    inputSides =
        new InputSides(config.model().imageSize(), config.train().multiScale(), config.seed());
  }

  /** Where the run may shrink, it does so before the kernel would kill this process. */
  private MemoryWatch watch(Device device, int ranksHere) {
    if (device.isGpu() || config.memory().onOutOfMemory() == OutOfMemoryPolicy.FAIL) {
      return MemoryWatch.NONE;
    }
    return new MemoryGuard(memory, memory.limit(ranksHere), config.memory().headroomPart());
  }

  /** Trains all epochs. */
  public TrainOutcome run() {
    Replicas.verify(parameters, collective, "before the first step");
    Course course = new Course(config.train());
    ValidationOutcome last = null;
    int done = 0;
    for (boolean ends = false; !ends; done++) {
      int epoch = done;
      long start = System.nanoTime();
      TrainedEpoch trained = trainEpoch(epoch);
      Replicas.verify(parameters, collective, "after epoch " + (epoch + 1));
      ValidationOutcome outcome = course.validates(epoch) ? validate(epoch) : null;
      boolean improved = outcome != null && course.offer(epoch, outcome.metrics());
      ends = course.endsWith(epoch);
      if (collective.rank() == 0) {
        publish(epoch, improved, ends, course.best());
        events.accept(result(epoch, trained, outcome, start));
        if (course.endsEarlyWith(epoch)) {
          events.accept(earlyStop(epoch, course.best()));
        }
      }
      last = outcome == null ? last : outcome;
    }
    // nobody leaves before rank 0 has written the last model
    collective.barrier();
    Best best = course.best();
    return new TrainOutcome(done, best.epoch(), best.metrics(), last.batchSizes());
  }

  private Notice earlyStop(int epoch, Best best) {
    return new Notice(
        epoch,
        Notice.NONE,
        collective.rank(),
        "early-stop",
        "Stopped after epoch %d: none since epoch %d has been better (train.patience: %d)"
            .formatted(epoch + 1, best.epoch() + 1, config.train().patience()));
  }

  private TrainedEpoch trainEpoch(int epoch) {
    sizes.enter(epoch);
    int steps = task.plan().stepsPerEpoch();
    int microSteps = task.plan().microSteps();
    double[] sums = new double[3];
    double[] wait = new double[1];
    exposedSeconds = 0;
    long start = System.nanoTime();
    try (BatchLoader loader = data.training(epoch)) {
      for (int i = 0; i < steps; i++) {
        collective.at("epoch %d, step %d".formatted(epoch + 1, i + 1));
        List<Batch> microBatches = new ArrayList<>();
        for (int m = 0; m < microSteps; m++) {
          microBatches.add(loader.next());
        }
        double[] losses = optimize(epoch, i, microBatches);
        for (int term = 0; term < sums.length; term++) {
          sums[term] += losses[term];
        }
        if (collective.rank() == 0) {
          double seconds = (System.nanoTime() - start) / 1e9;
          double imagesPerSecond = (i + 1) * (double) task.plan().globalBatch() / seconds;
          events.accept(
              new StepProgress(
                  epoch, config.train().epochs(), i, steps, means(sums, i + 1), imagesPerSecond));
        }
      }
      wait[0] = (double) loader.waited().toNanos() / (System.nanoTime() - start);
    }
    collective.allReduce(wait);
    return new TrainedEpoch(
        means(sums, steps), exposedSeconds / steps, wait[0] / collective.worldSize());
  }

  private double[] optimize(int epoch, int stepInEpoch, List<Batch> microBatches) {
    int side = inputSides.at(stepsDone);
    double[] losses = null;
    while (losses == null) {
      try {
        List<Batch> batches =
            sizes.split(microBatches).stream().map(each -> each.resized(side)).toList();
        losses = step.accumulate(manager, batches);
      } catch (StepOutOfMemory e) {
        sizes.shrinkTraining(e, side, stepInEpoch);
      }
    }
    exposedSeconds += step.exposedSeconds();
    List<NDArray> gradients = step.gradients();
    try {
      String when = "at step " + (stepInEpoch + 1) + " of epoch " + (epoch + 1);
      update.apply(gradients, schedule.at(epoch, stepsDone), when);
    } finally {
      gradients.forEach(NDArray::close);
    }
    stepsDone++;
    return losses;
  }

  private ValidationOutcome validate(int epoch) {
    collective.at("validation of epoch " + (epoch + 1));
    memory.release(); // what training keeps must not stand beside what validation takes
    try (BatchLoader loader = data.validation(epoch)) {
      return validator.run(manager, update.ema().average()::bind, loader, collective, sizes);
    } finally {
      memory.release();
    }
  }

  private void publish(int epoch, boolean improved, boolean lastEpoch, Best best) {
    models.writeLast(update.ema().average(), stepsDone);
    if (improved) {
      models.writeBest(update.ema().average(), stepsDone);
    }
    if ((epoch + 1) % config.checkpoint().every() == 0 || lastEpoch) {
      models.writeCheckpoint(
          parameters, update, new Progress(epoch, stepsDone, best.epoch(), best.fitness()));
    }
  }

  private EpochResult result(
      int epoch, TrainedEpoch trained, ValidationOutcome outcome, long start) {
    Rates rates = schedule.at(epoch, stepsDone - 1);
    return new EpochResult(
        epoch,
        config.train().epochs(),
        trained.losses(),
        outcome == null ? null : figures(outcome),
        List.of(rates.bias(), rates.other(), rates.other()),
        (System.nanoTime() - start) / 1e9,
        trained.exposedSeconds(),
        trained.dataWait());
  }

  private static ValidationResult figures(ValidationOutcome outcome) {
    DetectionMetrics metrics = outcome.metrics();
    Losses losses = new Losses(outcome.boxLoss(), outcome.clsLoss(), outcome.dflLoss());
    return new ValidationResult(
        metrics.precision(), metrics.recall(), metrics.map50(), metrics.map(), losses);
  }

  private static Losses means(double[] sums, int count) {
    return new Losses(sums[0] / count, sums[1] / count, sums[2] / count);
  }

  @Override
  public void close() {
    exchange.close(); // first: its thread may be writing to what follows
    update.close();
    manager.close();
  }
}
