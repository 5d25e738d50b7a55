package io.yolospark.collective;

import io.yolospark.config.WireFormat;

/**
 * How floats lie in a message, in words of 32 bits. All ranks decode the same bits to the same
 * floats. For one thread.
 */
interface Codec {

  /** Most floats of one call; a call with fewer is the last of a message item. */
  int MOST = 2048;

  /** A codec with buffers of its own. */
  static Codec of(WireFormat format) {
    return switch (format) {
      case FP32 -> new ExactCodec();
      case FP16 -> new HalfCodec();
      case BF16 -> new BrainCodec();
    };
  }

  /** Words that hold so many floats. */
  int words(int floats);

  /** Whether decoding gives what was encoded. */
  boolean exact();

  /**
   * Puts the first {@code count} values into the message, from {@code word} on.
   *
   * @param values {@link #MOST} long
   */
  void encode(float[] values, int count, Staging to, int word);

  /**
   * Takes {@code count} floats out of the message, from {@code word} on.
   *
   * @param values {@link #MOST} long; may be overwritten beyond {@code count}
   */
  void decode(Staging from, int word, float[] values, int count);
}
