package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.yolospark.collective.Collective;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.BiConsumer;

/** Exchanges flat arrays between ranks: in place on a CPU, by a copy on the host for a GPU. */
final class HostArrays {

  private HostArrays() {}

  /**
   * Sums a contiguous float32 array of gradients over all ranks, in place.
   *
   * @param part names the array
   */
  static void allReduce(Collective collective, String part, NDArray array) {
    sum(collective, array, (group, floats) -> group.allReduce(part, floats));
  }

  /** Sums a contiguous float32 array of values that are kept over all ranks, in place. */
  static void allReduceExact(Collective collective, NDArray array) {
    sum(collective, array, Collective::allReduceExact);
  }

  private static void sum(
      Collective collective, NDArray array, BiConsumer<Collective, FloatBuffer> operation) {
    if (collective.worldSize() == 1) {
      return;
    }
    ByteBuffer bytes = array.toByteBuffer(true /* direct: on a CPU the array's own memory */);
    operation.accept(collective, bytes.asFloatBuffer());
    if (array.getDevice().isGpu()) {
      bytes.rewind();
      try (NDArray sums = array.getManager().create(bytes, array.getShape(), array.getDataType())) {
        // in place: set(Buffer) would exchange the memory under the views of the array
        array.set(new NDIndex(":"), sums);
      }
    }
  }
}
