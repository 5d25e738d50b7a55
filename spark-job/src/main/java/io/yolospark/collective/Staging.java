package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A direct buffer between floats and a connection. Floats travel little-endian.
 *
 * @param bytes the buffer
 * @param floats the same memory
 */
record Staging(ByteBuffer bytes, FloatBuffer floats) {

  static Staging allocate(int floats) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new Staging(bytes.limit(0), bytes.clear().asFloatBuffer()).empty();
  }

  /** Leaves nothing to transfer. */
  Staging empty() {
    bytes.position(0).limit(0);
    return this;
  }

  /** Opens the first {@code count} floats for transfer. */
  void expose(int count) {
    bytes.position(0).limit(count * Float.BYTES);
  }
}
