package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.yolospark.config.TrainConfig;
import java.util.List;

/**
 * What follows the all-reduce: clip, optimizer, moving average. The same bits on every rank. Not
 * thread-safe.
 */
final class Update implements AutoCloseable {

  private final double clipNorm;
  private final Optimizer optimizer;
  private final Ema ema;

  /**
   * The update of one replica.
   *
   * @param globalBatch images of one step over all ranks
   */
  Update(NDManager manager, FlatParameters parameters, TrainConfig config, int globalBatch) {
    clipNorm = config.clipNorm();
    optimizer = new Optimizer(parameters, UpdateRule.of(config), config.weightDecay(globalBatch));
    ema = new Ema(manager, parameters, config.ema());
  }

  /** The update of a replica that goes on from a checkpoint. */
  Update(
      NDManager manager,
      FlatParameters parameters,
      TrainConfig config,
      int globalBatch,
      CheckpointState state) {
    clipNorm = config.clipNorm();
    optimizer = new Optimizer(parameters, UpdateRule.of(config), config.weightDecay(globalBatch));
    optimizer.restore(state);
    ema = Ema.of(state, manager, parameters, config.ema());
  }

  /**
   * Applies the gradients and clears them.
   *
   * @return L2 norm of the gradient before clipping
   * @throws TrainingFailedException if it is not finite, on every rank alike, before anything is
   *     changed
   */
  double apply(List<NDArray> gradients, Rates rates, String when) {
    double norm = norm(gradients);
    if (!Double.isFinite(norm)) {
      throw new TrainingFailedException(
          "Training diverged "
              + when
              + ": the gradient is not finite; lower train.learning-rate or lengthen train.warm-up");
    }
    if (norm > clipNorm) {
      gradients.forEach(gradient -> gradient.muli((float) (clipNorm / (norm + 1e-6))));
    }
    optimizer.step(gradients, rates);
    gradients.forEach(gradient -> gradient.muli(0f));
    ema.update();
    return norm;
  }

  /**
   * Summed in double precision: in single precision the sum of 25 million squares is off by 2e-3.
   */
  static double norm(List<NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      try (NDArray exact = gradient.toType(DataType.FLOAT64, true);
          NDArray norm = exact.norm()) {
        double value = norm.getDouble();
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
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
