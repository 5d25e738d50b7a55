package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import io.yolospark.collective.Collective;
import java.nio.ByteBuffer;

/** Exchanges flat arrays between ranks: in place on a CPU, by a copy on the host for a GPU. */
final class HostArrays {

  private HostArrays() {}

  /** Sums a contiguous float32 array over all ranks, in place. */
  static void allReduce(Collective collective, NDArray array) {
    if (collective.worldSize() == 1) {
      return;
    }
    ByteBuffer bytes = array.toByteBuffer(true /* direct: on a CPU the array's own memory */);
    collective.allReduce(bytes.asFloatBuffer());
    if (array.getDevice().isGpu()) {
      bytes.rewind();
      array.set(bytes);
    }
  }
}
