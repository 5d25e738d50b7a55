package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.train.UpdateRule.Motion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves flat arrays of parameters by a rule, group by group: biases with a learning rate of their
 * own, weights with weight decay, normalisation weights with neither. Not thread-safe.
 */
final class Optimizer implements AutoCloseable {

  private static final int BIASES = 0;
  private static final int WEIGHTS = 1;
  private static final int GROUPS = 3;

  private final NDManager manager;
  private final UpdateRule rule;
  private final double weightDecay;
  private final List<NDArray> leaves;
  private final List<SegmentLayout> layouts;
  private final Map<String, List<NDArray>> buffers = new LinkedHashMap<>();
  private long steps;

  Optimizer(FlatParameters parameters, UpdateRule rule, double weightDecay) {
    leaves = parameters.leaves();
    layouts = parameters.layouts();
    manager = leaves.get(0).getManager().newSubManager();
    this.rule = rule;
    this.weightDecay = weightDecay;
    for (String name : rule.buffers()) {
      buffers.put(name, leaves.stream().map(leaf -> manager.zeros(leaf.getShape())).toList());
    }
  }

  /** Takes the state of a checkpoint, before the first step. */
  void restore(CheckpointState state) {
    steps = state.progress().steps();
    buffers.replaceAll(
        (name, empty) -> {
          empty.forEach(NDArray::close);
          return layouts.stream()
              .map(layout -> manager.create(state.buffer(name, layout), new Shape(layout.size())))
              .toList();
        });
  }

  /** The state beside the parameters, by name: one array per segment, laid out as the segment. */
  Map<String, List<NDArray>> buffers() {
    return buffers;
  }

  /**
   * One update. The gradients are used as scratch space.
   *
   * @param gradients one per segment
   */
  void step(List<NDArray> gradients, Rates rates) {
    steps++;
    for (int i = 0; i < leaves.size(); i++) {
      long[] cuts = {layouts.get(i).weightsStart(), layouts.get(i).normsStart()};
      List<NDList> state = new ArrayList<>();
      try (NDList values = leaves.get(i).split(cuts);
          NDList gradient = gradients.get(i).split(cuts)) {
        for (List<NDArray> buffer : buffers.values()) {
          state.add(buffer.get(i).split(cuts));
        }
        for (int group = 0; group < GROUPS; group++) {
          int g = group;
          List<NDArray> own = state.stream().map(buffer -> buffer.get(g)).toList();
          rule.apply(values.get(g), gradient.get(g), own, motion(g, rates));
        }
      } finally {
        state.forEach(NDList::close);
      }
    }
  }

  private Motion motion(int group, Rates rates) {
    return new Motion(
        group == BIASES ? rates.bias() : rates.other(),
        rates.momentum(),
        group == WEIGHTS ? weightDecay : 0,
        steps);
  }

  @Override
  public void close() {
    manager.close();
  }
}
