package io.yolospark.train;

import io.yolospark.config.BatchPlan;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of all that a checkpoint holds, to be written while training goes on. Thread-safe.
 *
 * @param buffers of the optimizer, by name
 * @param manifest without files
 */
record Snapshot(
    YoloBlock block,
    FlatValues parameters,
    FlatValues average,
    Map<String, FlatValues> buffers,
    CheckpointManifest manifest) {

  /**
   * Copies what changes in training.
   *
   * @param average copy of the moving average
   */
  static Snapshot of(
      Replica replica, FlatValues average, Progress progress, BatchPlan plan, Topology topology) {
    FlatParameters parameters = replica.parameters();
    Update update = replica.update();
    Map<String, FlatValues> buffers = new LinkedHashMap<>();
    update
        .optimizer()
        .buffers()
        .forEach((name, arrays) -> buffers.put(name, FlatValues.of(parameters.layouts(), arrays)));
    CheckpointManifest manifest =
        new CheckpointManifest(
            progress,
            update.ema().updates(),
            update.optimizer().steps(),
            replica.scale().state(),
            plan,
            topology,
            replica.block().classWidth(),
            Map.of());
    return new Snapshot(replica.block(), parameters.values(), average, buffers, manifest);
  }

  Progress progress() {
    return manifest.progress();
  }

  /** Every array under the name that it has in the file. */
  List<Tensor> tensors() {
    Map<String, float[]> own = parameters.byName();
    List<Tensor> tensors =
        new ArrayList<>(StateDict.of(block, each -> own.get(each.name()), progress().steps()));
    // in the order of the model, as the parameters are
    Map<String, float[]> averages = average.byName();
    for (ModelParameter parameter : block.modelParameters()) {
      String name = parameter.name();
      tensors.add(tensor(CheckpointState.AVERAGE + name, parameter, averages.get(name)));
    }
    buffers.forEach(
        (buffer, values) ->
            values.forEach(
                (parameter, part) ->
                    tensors.add(tensor(buffer + "." + parameter.name(), parameter, part))));
    return tensors;
  }

  private static Tensor tensor(String name, ModelParameter parameter, float[] values) {
    return new Tensor(name, parameter.shape().getShape(), values);
  }
}
