package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Few floats as bytes, big-endian. */
final class Floats {

  private Floats() {}

  static byte[] encode(FloatBuffer values) {
    byte[] bytes = new byte[values.remaining() * Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().put(values.duplicate());
    return bytes;
  }

  static void decode(byte[] bytes, FloatBuffer values) {
    values.duplicate().put(ByteBuffer.wrap(bytes).asFloatBuffer());
  }

  /** Adds encoded values to {@code sums}. */
  static void add(FloatBuffer sums, byte[] bytes) {
    FloatBuffer terms = ByteBuffer.wrap(bytes).asFloatBuffer();
    for (int i = sums.position(); i < sums.limit(); i++) {
      sums.put(i, sums.get(i) + terms.get());
    }
  }
}
