package io.yolospark.model;

import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * A numbered layer of the model: takes the outputs of earlier layers, gives one array or, for
 * CBLinear, several.
 */
interface Layer {

  /** The outputs; inputs stay the caller's. */
  NDList apply(Pass pass, List<NDList> inputs);

  /** A layer of one input and one output. */
  static Layer of(Module module) {
    return (pass, inputs) -> new NDList(module.apply(pass, inputs.get(0).singletonOrThrow()));
  }
}
