package io.yolospark.evaluate;

import java.nio.ByteBuffer;

/** Bytes of a {@link RankValidation}, for the exchange between ranks. */
final class RankValidationCodec {

  private static final int LOSS_SUMS = 4;

  private RankValidationCodec() {}

  static byte[] encode(RankValidation validation) {
    byte[] statistics = validation.statistics().encode();
    int[] sizes = validation.batchSizes();
    ByteBuffer buffer =
        ByteBuffer.allocate(
            LOSS_SUMS * Double.BYTES
                + Integer.BYTES
                + sizes.length * Integer.BYTES
                + statistics.length);
    for (double sum : validation.lossSums()) {
      buffer.putDouble(sum);
    }
    buffer.putInt(sizes.length);
    for (int size : sizes) {
      buffer.putInt(size);
    }
    return buffer.put(statistics).array();
  }

  static RankValidation decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    double[] sums = new double[LOSS_SUMS];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = buffer.getDouble();
    }
    int[] sizes = new int[buffer.getInt()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = buffer.getInt();
    }
    byte[] statistics = new byte[buffer.remaining()];
    buffer.get(statistics);
    return new RankValidation(ValidationStatistics.decode(statistics), sizes, sums);
  }
}
