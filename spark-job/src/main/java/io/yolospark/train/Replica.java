package io.yolospark.train;

import ai.djl.ndarray.NDManager;
import io.yolospark.config.JobConfig;
import io.yolospark.model.YoloBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/**
 * What a rank trains, the same on every rank: as a job starts, or as a checkpoint left it.
 *
 * @param scale of the gradients that {@code update} takes
 * @param progress of training so far
 */
record Replica(
    YoloBlock block, FlatParameters parameters, Update update, LossScale scale, Progress progress) {

  /**
   * Builds it.
   *
   * @param manager of the arrays; closes all but the update
   * @throws UncheckedIOException if the checkpoint of the task cannot be read
   */
  static Replica of(TrainTask task, NDManager manager, Configuration hadoop) {
    JobConfig config = task.config();
    Checkpoint checkpoint = task.checkpoint();
    int globalBatch = task.plan().globalBatch();
    LossScale scale = LossScale.of(config.model().precision());
    if (checkpoint == null) {
      StartWeights start = StartWeights.of(config, hadoop);
      FlatParameters parameters = start.parameters(manager, config);
      Update update = new Update(manager, parameters, config.train(), globalBatch, scale);
      return new Replica(start.block(), parameters, update, scale, Progress.NONE);
    }
    StartWeights start = StartWeights.resumed(config, checkpoint);
    CheckpointState state = read(checkpoint, hadoop);
    FlatParameters parameters = start.parameters(manager, config, state);
    Update update = new Update(manager, parameters, config.train(), globalBatch, scale, state);
    scale.restore(state.manifest().lossScale());
    return new Replica(start.block(), parameters, update, scale, state.progress());
  }

  private static CheckpointState read(Checkpoint checkpoint, Configuration hadoop) {
    try {
      return checkpoint.read(hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot go on from " + checkpoint.location(), e);
    }
  }
}
