package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.yolospark.config.Precision;
import io.yolospark.config.TrainConfig;
import io.yolospark.train.StepClock.Phase;
import java.util.List;

/**
 * What follows the all-reduce: clip, optimizer, moving average. The same bits on every rank. Not
 * thread-safe.
 */
final class Update implements AutoCloseable {

  private final double clipNorm;
  private final Optimizer optimizer;
  private final Ema ema;
  private final StepClock clock = new StepClock();
  private final LossScale scale;

  /**
   * The update of one replica.
   *
   * @param globalBatch images of one step over all ranks
   */
  Update(NDManager manager, FlatParameters parameters, TrainConfig config, int globalBatch) {
    this(manager, parameters, config, globalBatch, LossScale.of(Precision.FP32));
  }

  /**
   * The update of one replica, by gradients that have a scale.
   *
   * @param globalBatch images of one step over all ranks
   * @param scale of the {@link TrainingStep} before
   */
  Update(
      NDManager manager,
      FlatParameters parameters,
      TrainConfig config,
      int globalBatch,
      LossScale scale) {
    this(config, globalBatch, parameters, scale, new Ema(manager, parameters, config.ema()));
  }

  /** The update of a replica that goes on from a checkpoint. */
  Update(
      NDManager manager,
      FlatParameters parameters,
      TrainConfig config,
      int globalBatch,
      LossScale scale,
      CheckpointState state) {
    this(config, globalBatch, parameters, scale, Ema.of(state, manager, parameters, config.ema()));
    optimizer.restore(state);
  }

  private Update(
      TrainConfig config, int globalBatch, FlatParameters parameters, LossScale scale, Ema ema) {
    this.scale = scale;
    this.ema = ema;
    clipNorm = config.clipNorm();
    optimizer = new Optimizer(parameters, UpdateRule.of(config), config.weightDecay(globalBatch));
  }

  /** Applies gradients of which the ranks have found no fault, and clears them. */
  double apply(List<NDArray> gradients, Rates rates, String when) {
    return apply(gradients, rates, null, when);
  }

  /**
   * Applies the gradients and clears them. Those with a fault, or whose norm is not finite, change
   * nothing but a scale that adapts, as long as it can.
   *
   * @param fault see {@link StepSums}
   * @param when names the step in the message
   * @return L2 norm of the gradient before clipping, without the scale
   * @throws DivergedException if there is a fault that no scale can mend, on every rank alike,
   *     before anything is changed
   */
  double apply(List<NDArray> gradients, Rates rates, String fault, String when) {
    clock.start();
    double factor = scale.factor();
    double norm = norm(gradients) / factor;
    boolean finite = fault == null && Double.isFinite(norm);
    if (scale.leavesOut(finite)) {
      // in place, and not by a product: what is no number stays none
      gradients.forEach(gradient -> gradient.set(new NDIndex(":"), 0f));
      return norm;
    }
    if (!finite) {
      throw new DivergedException("Training diverged %s: %s".formatted(when, fault(fault)));
    }
    double clip = norm > clipNorm ? clipNorm / (norm + 1e-6) : 1;
    if (clip != 1 || factor != 1) {
      gradients.forEach(gradient -> gradient.muli((float) (clip / factor)));
    }
    optimizer.step(gradients, rates);
    gradients.forEach(gradient -> gradient.muli(0f));
    clock.lap(Phase.OPTIMIZER);
    ema.update();
    clock.lap(Phase.AVERAGE);
    return norm;
  }

  private static String fault(String known) {
    return known != null
        ? known
        : "the sum of the gradients is not finite, though that of every rank is (their wire format, all-reduce.wire, may not hold it)";
  }

  /**
   * Summed in double precision: in single precision the sum of 25 million squares is off by 2e-3.
   */
  static double norm(List<NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      try (NDList pieces = Pieces.of(gradient, Pieces.cuts(gradient.size()))) {
        for (NDArray piece : pieces) {
          try (NDArray exact = piece.toType(DataType.FLOAT64, true);
              NDArray norm = exact.norm()) {
            double value = norm.getDouble();
            squares += value * value;
          }
        }
      }
    }
    return Math.sqrt(squares);
  }

  /** What the last {@link #apply} spent its time on. */
  StepClock clock() {
    return clock;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  Ema ema() {
    return ema;
  }

  @Override
  public void close() {
    ema.close();
    optimizer.close();
  }
}
