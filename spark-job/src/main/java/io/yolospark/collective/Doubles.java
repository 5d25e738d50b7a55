package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/** Control words as bytes, big-endian. */
final class Doubles {

  private Doubles() {}

  static byte[] encode(double[] values) {
    byte[] bytes = new byte[values.length * Double.BYTES];
    ByteBuffer.wrap(bytes).asDoubleBuffer().put(values);
    return bytes;
  }

  static void decode(byte[] bytes, double[] values) {
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
  }

  /** Adds encoded values to {@code sums}. */
  static void add(double[] sums, byte[] bytes) {
    DoubleBuffer terms = ByteBuffer.wrap(bytes).asDoubleBuffer();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += terms.get(i);
    }
  }
}
