package io.yolospark.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Set;

/**
 * One forward pass: what computes, where the tensors come from, and how BatchNorm behaves. Modules
 * close every array they made but do not return: autograd keeps what it needs, and without autograd
 * the memory is free at once.
 *
 * @param batchStatistics BatchNorm normalises by the batch and updates its running statistics; else
 *     it uses them
 */
record Pass(Ops ops, ParameterStore store, Device device, boolean batchStatistics) {

  /** This pass for one layer: a frozen one keeps to its running statistics. */
  Pass of(int layer, Set<Integer> frozen) {
    return frozen.contains(layer) ? new Pass(ops, store, device, false) : this;
  }

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, device, batchStatistics);
  }
}
