package io.yolospark.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.yolospark.collective.Collective;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.LossValue;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.NetworkInput;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of one optimizer step over all ranks: micro-steps of forward and backward, then one
 * all-reduce. Losses are normalised over all ranks, so W ranks with b images each give what one
 * rank gives with W x b. Not thread-safe.
 */
final class TrainingStep {

  private static final int LOSS_TERMS = 3;

  private final YoloBlock block;
  private final FlatParameters parameters;
  private final DetectionLoss loss;
  private final Collective collective;
  private final Mode mode;

  /**
   * A step over the given replica.
   *
   * @param mode {@link Mode#TRAIN}, or {@link Mode#FROZEN} to leave BatchNorm statistics alone
   */
  TrainingStep(
      YoloBlock block,
      FlatParameters parameters,
      DetectionLoss loss,
      Collective collective,
      Mode mode) {
    this.block = block;
    this.parameters = parameters;
    this.loss = loss;
    this.collective = collective;
    this.mode = mode;
  }

  /**
   * Leaves the summed gradient of all ranks in the leaves.
   *
   * @param microBatches this rank's images of each micro-step; every rank has the same number of
   *     micro-steps
   * @return box, class and distribution focal terms: means over the micro-steps, over all ranks
   */
  double[] accumulate(NDManager manager, List<Batch> microBatches) {
    double[] terms = new double[LOSS_TERMS];
    for (Batch batch : microBatches) {
      try (NDManager step = manager.newSubManager()) {
        LossValue value = backward(step, batch);
        terms[0] += value.box();
        terms[1] += value.cls();
        terms[2] += value.dfl();
      }
    }
    List<NDArray> gradients = gradients();
    gradients.forEach(gradient -> HostArrays.allReduce(collective, gradient));
    gradients.forEach(NDArray::close);
    averageStatistics();
    collective.allReduce(terms);
    for (int i = 0; i < LOSS_TERMS; i++) {
      terms[i] /= microBatches.size();
    }
    return terms;
  }

  private LossValue backward(NDManager step, Batch batch) {
    NDArray images = NetworkInput.of(step, batch);
    TargetBatch targets =
        TargetBatch.of(
            batch.samples().stream().map(Sample::labels).toList(), batch.width(), batch.height());
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ParameterStore store = parameters.bind(step);
      HeadMaps maps = block.heads(store, images, mode, parameters.frozenLayers());
      LossStep prepared = loss.prepare(maps.main(), maps.auxiliary(), targets);
      double[] sums = prepared.scoreSums();
      double[] control = {sums[0], sums[1], batch.size()};
      collective.allReduce(control);
      LossValue value = prepared.total(new double[] {control[0], control[1]}, (int) control[2]);
      collector.backward(value.total());
      return value;
    }
  }

  /** The gradients of the leaves, one per segment; the caller closes them. */
  List<NDArray> gradients() {
    List<NDArray> gradients = new ArrayList<>();
    for (NDArray leaf : parameters.leaves()) {
      gradients.add(leaf.getGradient());
    }
    return gradients;
  }

  /**
   * Every rank updated its own running statistics from its own images: their mean is the new value
   * everywhere.
   */
  private void averageStatistics() {
    if (mode == Mode.TRAIN && collective.worldSize() > 1) {
      HostArrays.allReduceExact(collective, parameters.statistics());
      parameters.statistics().muli(1f / collective.worldSize());
    }
  }
}
