package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.yolospark.model.SegmentCut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A backward pass in pieces: as a {@link SegmentCut} it cuts the graph of the forward pass between
 * segments, and then runs backward from the last segment to the first. The gradients are those of
 * one backward pass over the uncut graph, bit for bit: a cut array adds up the gradients of its
 * readers in the order in which autograd would. One forward and one backward pass each; all arrays
 * belong to the manager of the pass.
 */
final class SegmentedBackward implements SegmentCut {

  /**
   * @param output end of a segment's graph
   * @param leaf the same values, with which the graph of later segments starts
   */
  private record Cut(NDArray output, NDArray leaf) {}

  private final Map<String, List<Cut>> cuts = new HashMap<>();

  @Override
  public NDArray apply(String segment, NDArray output) {
    NDArray leaf = output.stopGradient();
    leaf.setRequiresGradient(true);
    cuts.computeIfAbsent(segment, key -> new ArrayList<>()).add(new Cut(output, leaf));
    return leaf;
  }

  /**
   * Computes the gradients. Call inside the gradient collector of the forward pass.
   *
   * @param loss 0-dimensional
   * @param segments names of the model's segments in forward order
   * @param finished takes the name of each segment when the gradients of its parameters are whole
   */
  void run(
      GradientCollector collector, NDArray loss, List<String> segments, Consumer<String> finished) {
    collector.backward(loss);
    for (int i = segments.size() - 1; i >= 0; i--) {
      List<Cut> ends = cuts.getOrDefault(segments.get(i), List.of());
      if (!ends.isEmpty()) {
        backward(collector, ends);
      }
      finished.accept(segments.get(i));
    }
  }

  /**
   * The gradient of the sum of inner products of outputs and their known gradients is the one of
   * the loss. One sum, so that autograd passes every node once.
   */
  private static void backward(GradientCollector collector, List<Cut> ends) {
    NDArray sum = null;
    for (Cut end : ends) {
      NDArray product = innerProduct(end.output(), end.leaf());
      sum = sum == null ? product : sum.add(product);
    }
    collector.backward(sum);
    for (Cut end : ends) {
      end.output().close();
      end.leaf().close();
    }
  }

  private static NDArray innerProduct(NDArray output, NDArray leaf) {
    try (NDArray gradient = leaf.getGradient();
        NDArray products = output.mul(gradient)) {
      return products.sum();
    }
  }
}
