package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import io.yolospark.collective.Collective;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Proves that all ranks hold the same parameters, bit for bit, and finite ones. */
final class Replicas {

  private Replicas() {}

  /**
   * Compares a checksum of parameters and BatchNorm statistics over all ranks.
   *
   * @param when names the moment in the message
   * @throws TrainingFailedException on every rank if they differ
   */
  static void verify(FlatParameters parameters, Collective collective, String when) {
    byte[] own = ByteBuffer.allocate(Long.BYTES).putLong(checksum(parameters)).array();
    byte[][] all = collective.allGather(own);
    List<String> checksums = new ArrayList<>();
    boolean same = true;
    for (int rank = 0; rank < all.length; rank++) {
      long checksum = ByteBuffer.wrap(all[rank]).getLong();
      checksums.add("rank " + rank + ": " + Long.toHexString(checksum));
      same &= checksum == ByteBuffer.wrap(all[0]).getLong();
    }
    if (!same) {
      throw new TrainingFailedException(
          "Replicas differ "
              + when
              + " (checksums of the parameters: "
              + String.join(", ", checksums)
              + ")");
    }
  }

  /**
   * Looks for parameters and BatchNorm statistics that a checkpoint must not keep. The outcome is
   * the same on ranks that hold the same.
   *
   * @param when names the moment in the message
   * @throws DivergedException if one is not finite
   */
  static void verifyFinite(FlatParameters parameters, String when) {
    List<NDArray> arrays = new ArrayList<>(parameters.leaves());
    arrays.add(parameters.statistics());
    for (NDArray array : arrays) {
      // one number that is not finite makes the sum so
      try (NDArray sum = array.sum()) {
        if (!Float.isFinite(sum.getFloat())) {
          throw new DivergedException(
              "Training diverged %s: a parameter or a statistic of BatchNorm is not finite"
                  .formatted(when));
        }
      }
    }
  }

  static long checksum(FlatParameters parameters) {
    CRC32C checksum = new CRC32C();
    for (NDArray leaf : parameters.leaves()) {
      checksum.update(leaf.toByteBuffer(true));
    }
    checksum.update(parameters.statistics().toByteBuffer(true));
    checksum.update(parameters.frozen().toByteBuffer(true));
    return checksum.getValue();
  }
}
