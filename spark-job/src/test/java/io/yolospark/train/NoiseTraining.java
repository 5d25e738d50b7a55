package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.config.Precision;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryWatch;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One rank that trains a detector on noise: the steps of a real run without its files. */
final class NoiseTraining implements AutoCloseable {

  private static final int SIDE = 64;
  private static final int CLASSES = 3;

  private final BatchPlan plan;
  private final Collective collective;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final FlatParameters parameters;
  private final Update update;
  private final GradientExchange exchange;
  private final TrainingStep step;
  private final Schedule schedule;
  private final EpochSampler sampler;
  private final BatchSizes sizes;
  private final List<Notice> notices = new ArrayList<>();
  private int stepsDone;

  NoiseTraining(
      String variant, Mode mode, BatchPlan plan, TrainConfig config, Collective collective) {
    this(variant, mode, plan, config, collective, true /* overlap */);
  }

  NoiseTraining(
      String variant,
      Mode mode,
      BatchPlan plan,
      TrainConfig config,
      Collective collective,
      boolean overlap) {
    this(
        variant, mode, plan, config, collective, overlap, OutOfMemoryPolicy.FAIL, MemoryWatch.NONE);
  }

  /** Gradients have a scale, as in half precision. */
  NoiseTraining(
      String variant,
      Mode mode,
      BatchPlan plan,
      TrainConfig config,
      Collective collective,
      LossScale scale) {
    this(
        variant,
        mode,
        plan,
        config,
        collective,
        true /* overlap */,
        OutOfMemoryPolicy.FAIL,
        MemoryWatch.NONE,
        scale);
  }

  NoiseTraining(
      String variant,
      Mode mode,
      BatchPlan plan,
      TrainConfig config,
      Collective collective,
      boolean overlap,
      OutOfMemoryPolicy policy,
      MemoryWatch watch) {
    this(
        variant,
        mode,
        plan,
        config,
        collective,
        overlap,
        policy,
        watch,
        LossScale.of(Precision.FP32));
  }

  private NoiseTraining(
      String variant,
      Mode mode,
      BatchPlan plan,
      TrainConfig config,
      Collective collective,
      boolean overlap,
      OutOfMemoryPolicy policy,
      MemoryWatch watch,
      LossScale scale) {
    this.plan = plan;
    this.collective = collective;
    YoloBlock block = new YoloBlock(variant, CLASSES);
    parameters = FlatParameters.initial(manager, block.modelParameters(), 0);
    update = new Update(manager, parameters, config, plan.globalBatch(), scale);
    exchange =
        GradientExchange.of(
            collective, AllReduceConfig.within(Duration.ofSeconds(30)).withOverlap(overlap));
    DetectionLoss loss = new DetectionLoss(config.loss());
    step = new TrainingStep(block, parameters, loss, collective, exchange, mode, watch, scale);
    sizes =
        new BatchSizes(
            plan, collective.rank(), policy, DeviceMemory.of(Device.cpu()), notices::add);
    schedule = new Schedule(config, plan.stepsPerEpoch());
    sampler = new EpochSampler(plan.trainImages(), plan.globalBatch(), 0);
  }

  /** Largest difference of a parameter. */
  static float distance(FlatParameters a, FlatParameters b) {
    float largest = 0;
    for (int i = 0; i < a.leaves().size(); i++) {
      try (NDArray difference = a.leaves().get(i).sub(b.leaves().get(i)).abs().max()) {
        largest = Math.max(largest, difference.getFloat());
      }
    }
    return largest;
  }

  NDManager manager() {
    return manager;
  }

  FlatParameters parameters() {
    return parameters;
  }

  Update update() {
    return update;
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      int epoch = stepsDone / plan.stepsPerEpoch();
      StepSums sums = accumulate(microBatches(epoch, stepsDone % plan.stepsPerEpoch()));
      List<NDArray> gradients = step.gradients();
      Rates rates = schedule.at(epoch, stepsDone);
      update.apply(gradients, rates, sums.fault(), "at step " + stepsDone);
      gradients.forEach(NDArray::close);
      stepsDone++;
    }
  }

  /** What changed the batch sizes. */
  List<Notice> notices() {
    return notices;
  }

  /** As if the rank had been told to use smaller micro-batches from now on. */
  void shrink() {
    sizes.shrinkTraining(new StepOutOfMemory("a test", 1, null), SIDE, stepsDone);
  }

  private StepSums accumulate(List<Batch> microBatches) {
    while (true) {
      try {
        return step.accumulate(manager, sizes.split(microBatches));
      } catch (StepOutOfMemory e) {
        sizes.shrinkTraining(e, SIDE, stepsDone);
      }
    }
  }

  private List<Batch> microBatches(int epoch, int stepInEpoch) {
    int[] order = sampler.permutation(epoch);
    List<Batch> batches = new ArrayList<>();
    int offset = plan.shareOffset(collective.rank());
    for (int size : plan.microSizes(collective.rank())) {
      int[] records = sampler.slice(order, stepInEpoch, offset, size);
      batches.add(new Batch(Arrays.stream(records).mapToObj(NoiseTraining::sample).toList()));
      offset += size;
    }
    return batches;
  }

  /** The same image and boxes for a record, whoever asks. */
  private static Sample sample(int record) {
    SplittableRandom random = new SplittableRandom(record);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    random.nextBytes(pixels);
    float[] labels = new float[5 * (1 + record % 3)];
    for (int row = 0; row < labels.length; row += 5) {
      labels[row] = random.nextInt(CLASSES);
      labels[row + 1] = (float) random.nextDouble(0.3, 0.7);
      labels[row + 2] = (float) random.nextDouble(0.3, 0.7);
      labels[row + 3] = (float) random.nextDouble(0.2, 0.6);
      labels[row + 4] = (float) random.nextDouble(0.2, 0.6);
    }
    return new Sample(record, pixels, SIDE, labels, null);
  }

  @Override
  public void close() {
    exchange.close();
    update.close();
    manager.close();
  }
}
