package io.yolospark.model;

import ai.djl.ndarray.NDArray;

/**
 * What becomes of an output that a layer of a later segment reads. A cut array lets the backward
 * pass run in pieces, segment by segment from the last to the first.
 */
@FunctionalInterface
public interface SegmentCut {

  /** Later segments read the outputs themselves: one piece. */
  SegmentCut NONE = (segment, output) -> output;

  /**
   * Called once for every such output that depends on trained parameters, as soon as it is there.
   *
   * @param segment name of the segment that computed it
   * @return what later segments read: {@code output}, or another array, and then both belong to the
   *     callee, which leaves them open until the forward pass is done
   */
  NDArray apply(String segment, NDArray output);
}
