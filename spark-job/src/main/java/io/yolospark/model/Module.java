package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/** A part of the network with one input and one output, both NCHW float32. */
interface Module {

  /** The output; the caller owns (and closes) input and output. */
  NDArray apply(Pass pass, NDArray input);
}
