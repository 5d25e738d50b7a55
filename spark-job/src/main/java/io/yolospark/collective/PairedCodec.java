package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Floats as pairs of 16-bit numbers: of p words, word i holds number i in its lower half and number
 * p + i in its upper half. The compiler vectorises loops over arrays of one element size without
 * branches, and neither reinterpretation of a float's bits nor narrowing; hence pairs, masks
 * instead of conditions, and reinterpretation by way of memory.
 */
abstract class PairedCodec implements Codec {

  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final int[] words = new int[MOST / 2];

  PairedCodec() {
    ByteBuffer scratch =
        ByteBuffer.allocateDirect(MOST * Float.BYTES).order(ByteOrder.nativeOrder());
    floats = scratch.asFloatBuffer();
    ints = scratch.asIntBuffer();
  }

  /**
   * Turns floats into words.
   *
   * @param values {@link #MOST} long; whatever follows the first {@code 2 * pairs} is left alone
   */
  abstract void narrow(float[] values, int[] words, int pairs);

  /** Turns words into the first {@code 2 * pairs} floats. */
  abstract void widen(int[] words, float[] values, int pairs);

  @Override
  public final int words(int count) {
    return (count + 1) / 2;
  }

  @Override
  public final boolean exact() {
    return false;
  }

  @Override
  public final void encode(float[] values, int count, Staging to, int word) {
    int pairs = words(count);
    narrow(values, words, pairs);
    to.ints().put(word, words, 0, pairs);
  }

  @Override
  public final void decode(Staging from, int word, float[] values, int count) {
    int pairs = words(count);
    from.ints().get(word, words, 0, pairs);
    widen(words, values, pairs);
  }

  /** The bits of floats: of the first ones, and of those that travel in the upper halves. */
  final void split(float[] values, int[] lower, int[] upper, int pairs) {
    floats.put(0, values, 0, 2 * pairs);
    ints.get(0, lower, 0, pairs).get(pairs, upper, 0, pairs);
  }

  /** The floats of bits that were split. */
  final void join(int[] lower, int[] upper, float[] values, int pairs) {
    ints.put(0, lower, 0, pairs).put(pairs, upper, 0, pairs);
    floats.get(0, values, 0, 2 * pairs);
  }
}
