package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.collective.Collective;
import io.yolospark.config.JobConfig;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryLimit;
import io.yolospark.device.MemoryWatch;
import io.yolospark.device.OutOfMemory;
import io.yolospark.evaluate.BatchLimit;
import io.yolospark.evaluate.Validator;
import io.yolospark.image.Batch;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.model.Mode;
import io.yolospark.train.ProbeResult.Trial;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures what a training step and a validation batch really take: the code of a run on a replica
 * of its own, with worst-case data. Every rank tries the same sizes in the same order and each
 * learns what the fullest used, so all come to the same result. One thread; one loop per JVM.
 */
public final class RankProbe implements AutoCloseable {

  /** Beyond that a micro-batch or validation batch brings nothing. */
  private static final int LARGEST = 1024;

  /** The work of an optimizer step, which leaves the weights as they are. */
  private static final Rates STILL = new Rates(0, 0, 0);

  private final ProbeTask task;
  private final JobConfig config;
  private final Collective collective;
  private final Collective alone = Collective.solo();
  private final DeviceMemory memory;
  private final MemoryLimit limit;
  private final NDManager manager;
  private final FlatParameters parameters;
  private final Update update;
  private final GradientExchange exchange;
  private final TrainingStep step;
  private final Validator validator;
  private final int side;
  private final WorstCase worstCase;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * Builds the replica of this rank.
   *
   * @param ranksHere ranks on this machine
   */
  public RankProbe(
      ProbeTask task, Collective collective, Device device, int ranksHere, Configuration hadoop) {
    this.task = task;
    config = task.config();
    this.collective = collective;
    memory = DeviceMemory.of(device);
    limit = memory.limit(ranksHere);
    manager = NDManager.newBaseManager(device);
    StartWeights start =
        task.checkpoint() == null
            ? StartWeights.of(config, hadoop)
            : StartWeights.resumed(config, task.checkpoint());
    parameters = start.parameters(manager, config);
    update = new Update(manager, parameters, config.train(), 1);
    DetectionLoss loss = new DetectionLoss(config.train().loss());
    exchange = GradientExchange.of(alone, config.allReduce());
    step =
        new TrainingStep(
            start.block(), parameters, loss, alone, exchange, Mode.TRAIN, MemoryWatch.NONE);
    validator =
        new Validator(
            start.block(), Collections.nCopies(LARGEST, task.fullest()), config, MemoryWatch.NONE);
    side =
        new InputSides(config.model().imageSize(), config.train().multiScale(), config.seed())
            .most();
    worstCase = new WorstCase(config.classNames().size());
  }

  /** Tries the planned sizes, or searches where they are auto or do not fit. */
  public ProbeResult run() {
    List<PhasePeak> peaks = new ArrayList<>();
    peaks.add(new PhasePeak("model and optimizer", memory.used()));
    int micro =
        probe("training step", task.micro(), task.mostMicro(), this::train, "micro-batch", peaks);
    int perExecutor =
        probe(
            "validation batch",
            task.perExecutor(),
            task.mostPerExecutor(),
            this::validate,
            "batch",
            peaks);
    memory.restart();
    return new ProbeResult(micro, perExecutor, peaks, limit, trials);
  }

  private int probe(
      String phase, int planned, int most, IntConsumer work, String noun, List<PhasePeak> peaks) {
    Map<Integer, Long> seen = new TreeMap<>();
    double allowed = 1 - config.memory().headroomPart();
    int last = planned;
    if (planned == ProbeTask.AUTO || use(phase, planned, work, seen) > allowed) {
      SizeSearch search = new SizeSearch(size -> use(phase, size, work, seen), allowed);
      last = search.largest(Math.min(LARGEST, planned == ProbeTask.AUTO ? most : planned - 1));
    }
    // where the planned size did not fit, its own peak is what the user has to see
    int shown = planned == ProbeTask.AUTO ? Math.max(1, last) : planned;
    peaks.add(new PhasePeak(phase + ", " + noun + " of " + shown, seen.get(shown)));
    return last;
  }

  /** Part of its limit that the fullest rank used. */
  private double use(String phase, int size, IntConsumer work, Map<Integer, Long> seen) {
    double use;
    memory.restart();
    try {
      work.accept(size);
      long peak = memory.peak();
      seen.put(size, peak);
      use = (double) peak / limit.bytes();
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.causes(e)) {
        throw e;
      }
      seen.put(size, memory.peak());
      use = Double.POSITIVE_INFINITY;
    }
    ByteBuffer own = ByteBuffer.allocate(Double.BYTES).putDouble(0, use);
    for (byte[] other : collective.allGather(own.array())) {
      use = Math.max(use, ByteBuffer.wrap(other).getDouble());
    }
    trials.add(new Trial(phase, size, use));
    return use;
  }

  /** One optimizer step of as many micro-steps as show every transient: one, or two. */
  private void train(int micro) {
    int boxes = WorstCase.mostBoxes(task.fullest(), config.augment());
    Batch batch = worstCase.batch(micro, side, boxes);
    step.accumulate(manager, task.accumulates() ? List.of(batch, batch) : List.of(batch));
    List<NDArray> gradients = step.gradients();
    update.apply(gradients, STILL, "in the memory probe");
    gradients.forEach(NDArray::close);
  }

  private void validate(int perExecutor) {
    int boxes = task.fullest().boxCount();
    Batch batch = worstCase.batch(perExecutor, config.model().imageSize(), boxes);
    validator.run(
        manager, update.ema().average()::bind, List.of(batch).iterator(), alone, BatchLimit.NONE);
  }

  @Override
  public void close() {
    exchange.close();
    update.close();
    manager.close();
  }
}
