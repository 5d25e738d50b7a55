package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ModelConfig;
import io.yolospark.config.TrainConfig;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryWatch;
import io.yolospark.image.Batch;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Whole training steps of one rank on noise, taken apart in time; for benchmarks. The engine has to
 * be started. Not thread-safe.
 */
public final class TimedStep implements AutoCloseable {

  /** Of steps in the middle of a training run. */
  private static final Rates RATES = new Rates(1e-3, 1e-3, 0.937);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final FlatParameters parameters;
  private final Update update;
  private final GradientExchange exchange;
  private final TrainingStep step;
  private final Batch batch;

  /**
   * A model with random weights, and one batch.
   *
   * @param boxes of each image
   */
  public TimedStep(ModelConfig model, TrainConfig train, int classes, int images, int boxes) {
    YoloBlock block = new YoloBlock(model, classes, 0);
    parameters = FlatParameters.initial(manager, block.modelParameters(), 0);
    LossScale scale = LossScale.of(model.precision());
    update = new Update(manager, parameters, train, images, scale);
    Collective solo = Collective.solo();
    exchange = GradientExchange.of(solo, AllReduceConfig.within(Duration.ofMinutes(1)));
    DetectionLoss loss = new DetectionLoss(train.loss());
    step =
        new TrainingStep(
            block, parameters, loss, solo, exchange, Mode.TRAIN, MemoryWatch.NONE, scale);
    batch = new WorstCase(classes).batch(images, model.imageSize(), boxes);
  }

  /** One step: seconds of forward, loss, backward, optimizer and moving average. */
  public double[] run() {
    step.accumulate(manager, List.of(batch));
    List<NDArray> gradients = step.gradients();
    update.apply(gradients, RATES, "in a benchmark");
    gradients.forEach(NDArray::close);
    return Arrays.stream(StepClock.Phase.values())
        .mapToDouble(phase -> step.clock().seconds(phase) + update.clock().seconds(phase))
        .toArray();
  }

  /** Most bytes that this process has had in memory. */
  public long peak() {
    return DeviceMemory.of(Device.cpu()).peak();
  }

  @Override
  public void close() {
    exchange.close();
    update.close();
    manager.close();
  }
}
