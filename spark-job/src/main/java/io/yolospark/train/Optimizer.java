package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.model.Role;
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
    steps = state.manifest().optimizerSteps();
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

  /** Updates so far. */
  long steps() {
    return steps;
  }

  /**
   * One update. The gradients are used as scratch space.
   *
   * @param gradients one per segment
   */
  void step(List<NDArray> gradients, Rates rates) {
    steps++;
    for (int i = 0; i < leaves.size(); i++) {
      step(i, gradients.get(i), rates);
    }
  }

  private void step(int segment, NDArray gradient, Rates rates) {
    SegmentLayout layout = layouts.get(segment);
    long[] cuts = Pieces.cuts(layout.size(), layout.weightsStart(), layout.normsStart());
    List<NDList> state = new ArrayList<>();
    try (NDList values = Pieces.of(leaves.get(segment), cuts);
        NDList gradientPieces = Pieces.of(gradient, cuts)) {
      for (List<NDArray> buffer : buffers.values()) {
        state.add(Pieces.of(buffer.get(segment), cuts));
      }
      for (int piece = 0; piece < values.size(); piece++) {
        int at = piece;
        List<NDArray> own = state.stream().map(buffer -> buffer.get(at)).toList();
        long start = piece == 0 ? 0 : cuts[piece - 1];
        Motion motion = motion(layout.group(start), rates);
        rule.apply(values.get(piece), gradientPieces.get(piece), own, motion);
      }
    } finally {
      state.forEach(NDList::close);
    }
  }

  private Motion motion(Role group, Rates rates) {
    return new Motion(
        group == Role.BIAS ? rates.bias() : rates.other(),
        rates.momentum(),
        group == Role.WEIGHT ? weightDecay : 0,
        steps);
  }

  @Override
  public void close() {
    manager.close();
  }
}
