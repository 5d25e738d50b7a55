package io.yolospark.collective;

import java.nio.ByteBuffer;

/** Several payloads as one: each preceded by its length, big-endian. */
final class Payloads {

  private Payloads() {}

  static byte[][] prepend(byte[] first, byte[][] others) {
    byte[][] all = new byte[others.length + 1][];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  static byte[] join(byte[][] payloads) {
    int size = 0;
    for (byte[] payload : payloads) {
      size = Math.addExact(size, Math.addExact(Integer.BYTES, payload.length));
    }
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (byte[] payload : payloads) {
      joined.putInt(payload.length).put(payload);
    }
    return joined.array();
  }

  static byte[][] split(byte[] joined, int count) {
    ByteBuffer buffer = ByteBuffer.wrap(joined);
    byte[][] payloads = new byte[count][];
    for (int i = 0; i < count; i++) {
      payloads[i] = new byte[buffer.getInt()];
      buffer.get(payloads[i]);
    }
    return payloads;
  }
}
