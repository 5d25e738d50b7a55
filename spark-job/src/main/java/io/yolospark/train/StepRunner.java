package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.image.Batch;
import io.yolospark.image.BatchLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the optimizer steps of one rank: takes images, sums gradients over the ranks, updates the
 * replica. Not thread-safe.
 */
final class StepRunner {

  private final BatchPlan plan;
  private final NDManager manager;
  private final TrainingStep step;
  private final Update update;
  private final BatchSizes sizes;
  private final StepRequests requests;
  private final Schedule schedule;
  private final double learningRateFactor;
  private final InputSides inputSides;

  /**
   * Steps of a task.
   *
   * @param manager parent of each step's arrays
   * @param requests of this rank
   */
  StepRunner(
      TrainTask task,
      NDManager manager,
      TrainingStep step,
      Update update,
      BatchSizes sizes,
      StepRequests requests) {
    JobConfig config = task.config();
    plan = task.plan();
    this.manager = manager;
    this.step = step;
    this.update = update;
    this.sizes = sizes;
    this.requests = requests;
    schedule = new Schedule(config.train(), plan.stepsPerEpoch());
    learningRateFactor = task.learningRateFactor();
    inputSides =
        new InputSides(config.model().imageSize(), config.train().multiScale(), config.seed());
  }

  /**
   * Makes a step.
   *
   * @param stepsDone optimizer steps before it, over all epochs
   * @throws DivergedException on every rank if loss or gradient is not finite on one
   */
  StepFigures run(int epoch, int stepInEpoch, long stepsDone, BatchLoader loader) {
    long start = System.nanoTime();
    Duration waited = loader.waited();
    List<Batch> microBatches = new ArrayList<>();
    for (int m = 0; m < plan.microSteps(); m++) {
      microBatches.add(loader.next());
    }
    Duration wait = loader.waited().minus(waited);
    StepSums sums = accumulate(stepInEpoch, inputSides.at(stepsDone), microBatches);
    List<NDArray> gradients = step.gradients();
    try {
      String when = "at step " + (stepInEpoch + 1) + " of epoch " + (epoch + 1);
      update.apply(gradients, rates(epoch, stepsDone), sums.fault(), when);
    } finally {
      gradients.forEach(NDArray::close);
    }
    return new StepFigures(
        sums,
        microBatches.stream().mapToInt(Batch::size).sum(),
        (System.nanoTime() - start) / 1e9,
        wait.toNanos() / 1e9,
        step.exposedSeconds());
  }

  private StepSums accumulate(int stepInEpoch, int side, List<Batch> microBatches) {
    while (true) {
      try {
        List<Batch> batches =
            sizes.split(microBatches).stream().map(each -> each.resized(side)).toList();
        return step.accumulate(manager, batches, requests);
      } catch (StepOutOfMemory e) {
        sizes.shrinkTraining(e, side, stepInEpoch);
      }
    }
  }

  /**
   * Rates of a step.
   *
   * @param stepsDone optimizer steps before it, over all epochs
   */
  Rates rates(int epoch, long stepsDone) {
    return schedule.at(epoch, stepsDone).times(learningRateFactor);
  }
}
