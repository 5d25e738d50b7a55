package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A direct buffer between floats and a connection. Words travel little-endian.
 *
 * @param bytes the buffer
 * @param floats the same memory
 * @param ints the same memory
 */
record Staging(ByteBuffer bytes, FloatBuffer floats, IntBuffer ints) {

  static Staging allocate(int words) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(words, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    return new Staging(bytes, bytes.asFloatBuffer(), bytes.asIntBuffer());
  }
}
