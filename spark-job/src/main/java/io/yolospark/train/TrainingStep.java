package io.yolospark.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.yolospark.collective.Collective;
import io.yolospark.config.Precision;
import io.yolospark.device.MemoryWatch;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.LossValue;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.NetworkInput;
import io.yolospark.model.SegmentCut;
import io.yolospark.model.YoloBlock;
import io.yolospark.train.StepClock.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;

/**
 * The gradient of one optimizer step over all ranks: micro-steps of forward and backward, and sums
 * over the ranks. Losses are normalised over all ranks, so W ranks with b images each give what one
 * rank gives with W x b. In the last micro-step backward runs segment by segment, and a segment's
 * gradient is summed over the ranks while the next one is computed. Not thread-safe.
 */
final class TrainingStep {

  private static final int LOSS_TERMS = 3;

  private final YoloBlock block;
  private final FlatParameters parameters;
  private final DetectionLoss loss;
  private final Collective collective;
  private final GradientExchange exchange;
  private final Mode mode;
  private final StepMemory memory;
  private final StepClock clock = new StepClock();
  private final LossScale scale;
  private final FiniteCheck finite;
  private double exposedSeconds;

  /**
   * A step over the given replica.
   *
   * @param exchange over {@code collective}; stays the caller's to close
   * @param mode {@link Mode#TRAIN}, or {@link Mode#FROZEN} to leave BatchNorm statistics alone
   * @param watch looks at memory after each pass
   */
  TrainingStep(
      YoloBlock block,
      FlatParameters parameters,
      DetectionLoss loss,
      Collective collective,
      GradientExchange exchange,
      Mode mode,
      MemoryWatch watch) {
    this(block, parameters, loss, collective, exchange, mode, watch, LossScale.of(Precision.FP32));
  }

  /**
   * A step whose gradients are multiplied by a scale.
   *
   * @param scale of the {@link Update} that follows
   */
  TrainingStep(
      YoloBlock block,
      FlatParameters parameters,
      DetectionLoss loss,
      Collective collective,
      GradientExchange exchange,
      Mode mode,
      MemoryWatch watch,
      LossScale scale) {
    this.scale = scale;
    this.block = block;
    this.parameters = parameters;
    this.loss = loss;
    this.collective = collective;
    this.exchange = exchange;
    this.mode = mode;
    memory = new StepMemory(collective, watch);
    finite = new FiniteCheck(collective.rank(), collective.worldSize());
    // to be cleared, whatever a first step comes to
    parameters.createGradients();
  }

  /** The same for a rank that asks nothing of the others. */
  StepSums accumulate(NDManager manager, List<Batch> microBatches) {
    return accumulate(manager, microBatches, StepRequests.NONE);
  }

  /**
   * Leaves the summed gradient of all ranks in the leaves. Where a loss or gradient is not finite
   * on one of them, it is of no use, and the running statistics are as before the step.
   *
   * @param microBatches this rank's images of each micro-step; every rank has the same number of
   *     micro-steps
   * @param requests of this rank; asked at the end
   * @throws StepOutOfMemory on every rank, if memory ended on one
   */
  StepSums accumulate(NDManager manager, List<Batch> microBatches, StepRequests requests) {
    memory.begin();
    finite.begin();
    clock.start();
    int images = microBatches.stream().mapToInt(Batch::size).max().orElseThrow();
    try (NDArray statistics = parameters.statistics().duplicate()) {
      try {
        StepSums sums = sums(manager, microBatches, images, requests);
        if (sums.fault() != null) {
          restore(statistics);
        }
        return sums;
      } catch (StepOutOfMemory e) {
        exchange.finish();
        restore(statistics);
        clearGradients();
        throw e;
      }
    }
  }

  private StepSums sums(
      NDManager manager, List<Batch> microBatches, int images, StepRequests requests) {
    double[] terms = new double[LOSS_TERMS];
    int last = microBatches.size() - 1;
    for (int i = 0; i <= last; i++) {
      try (NDManager step = manager.newSubManager()) {
        microStep(step, microBatches.get(i), terms, i == last);
      }
    }
    exposedSeconds = exchange.finish();
    double[] own =
        DoubleStream.concat(Arrays.stream(finite.word()), Arrays.stream(requests.word())).toArray();
    double[] word = memory.agree(images, own);
    if (statisticsDiffer()) {
      parameters.statistics().muli(1f / collective.worldSize());
    }
    clock.lap(Phase.BACKWARD);
    for (int i = 0; i < LOSS_TERMS; i++) {
      terms[i] /= microBatches.size();
    }
    return new StepSums(
        terms, finite.fault(word), word[FiniteCheck.WORDS] > 0, word[FiniteCheck.WORDS + 1] > 0);
  }

  private void restore(NDArray statistics) {
    // in place: copyTo would exchange the memory under the views of it
    parameters.statistics().set(new NDIndex(":"), statistics);
  }

  private void clearGradients() {
    for (NDArray gradient : gradients()) {
      gradient.muli(0f);
      gradient.close();
    }
  }

  private void microStep(NDManager step, Batch batch, double[] terms, boolean last) {
    SegmentedBackward backward = new SegmentedBackward();
    SegmentCut cut = last && exchange.overlaps() ? backward : SegmentCut.NONE;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      AtomicReference<LossStep> forward = new AtomicReference<>();
      memory.forward(batch.size(), () -> forward.set(forward(step, batch, cut)));
      double[] sums = forward.get() == null ? new double[2] : forward.get().scoreSums();
      finite.loss(sums);
      double[] control = memory.agree(batch.size(), sums[0], sums[1], batch.size());
      AtomicReference<LossValue> value = new AtomicReference<>();
      memory.forward(
          batch.size(),
          () ->
              value.set(
                  forward
                      .get()
                      .total(Arrays.copyOf(control, 2), (int) control[2], scale.factor())));
      if (value.get() != null) {
        terms[0] += value.get().box();
        terms[1] += value.get().cls();
        terms[2] += value.get().dfl();
        // what the sums of another rank have made of it is no fault of this one
        if (Double.isFinite(control[0] + control[1])) {
          finite.loss(value.get().box(), value.get().cls(), value.get().dfl());
        }
      }
      if (last) {
        // both are whole before backward
        exchange.sum(terms);
        if (statisticsDiffer()) {
          exchange.sum(parameters.statistics());
        }
      }
      clock.lap(Phase.LOSS);
      Deque<String> open = new ArrayDeque<>();
      block.segments().forEach(open::push);
      memory.backward(
          batch.size(),
          () ->
              backward.run(
                  collector,
                  value.get().total(),
                  block.segments(),
                  segment -> {
                    open.remove(segment);
                    checkGradient(segment, last);
                    sumGradient(segment, last);
                  }));
      // the other ranks have theirs, and wait
      open.forEach(segment -> sumGradient(segment, last));
    }
  }

  private LossStep forward(NDManager step, Batch batch, SegmentCut cut) {
    NDArray images = NetworkInput.of(step, batch);
    TargetBatch targets =
        TargetBatch.of(
            batch.samples().stream().map(Sample::labels).toList(), batch.width(), batch.height());
    ParameterStore store = parameters.bind(step);
    HeadMaps maps = block.heads(store, images, mode, parameters.frozenLayers(), cut);
    clock.lap(Phase.FORWARD);
    return loss.prepare(maps.main(), maps.auxiliary(), targets);
  }

  private void checkGradient(String segment, boolean last) {
    if (last) {
      parameters
          .leaf(segment)
          .ifPresent(
              leaf -> {
                try (NDArray gradient = leaf.getGradient()) {
                  finite.gradient(gradient);
                }
              });
    }
  }

  private void sumGradient(String segment, boolean last) {
    if (!last) {
      return;
    }
    parameters.leaf(segment).ifPresent(leaf -> exchange.sumGradient(segment, leaf));
  }

  /**
   * Every rank updated its own running statistics from its own images: their mean is the new value
   * everywhere.
   */
  private boolean statisticsDiffer() {
    return mode == Mode.TRAIN && collective.worldSize() > 1;
  }

  /**
   * Seconds that the last {@link #accumulate} waited for sums over the ranks: communication that
   * backward did not hide, and waiting for slower ranks.
   */
  double exposedSeconds() {
    return exposedSeconds;
  }

  /** What the last {@link #accumulate} spent its time on. */
  StepClock clock() {
    return clock;
  }

  /** The gradients of the leaves, one per segment; the caller closes them. */
  List<NDArray> gradients() {
    List<NDArray> gradients = new ArrayList<>();
    for (NDArray leaf : parameters.leaves()) {
      gradients.add(leaf.getGradient());
    }
    return gradients;
  }
}
