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

  private static final int LOW = 0xffff;

  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final int[] words = new int[MOST / 2];
  private final int[] lower = new int[MOST / 2];
  private final int[] upper = new int[MOST / 2];

  PairedCodec() {
    ByteBuffer scratch =
        ByteBuffer.allocateDirect(MOST * Float.BYTES).order(ByteOrder.nativeOrder());
    floats = scratch.asFloatBuffer();
    ints = scratch.asIntBuffer();
  }

  /** Turns the bits of {@code count} floats into 16-bit numbers, in place. */
  abstract void narrow(int[] numbers, int count);

  /** Turns {@code count} 16-bit numbers into floats, from {@code index} on. */
  abstract void widen(int[] numbers, int count, float[] values, int index);

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
    floats.put(2 * pairs - 1, 0f).put(0, values, 0, count);
    ints.get(0, lower, 0, pairs).get(pairs, upper, 0, pairs);
    narrow(lower, pairs);
    narrow(upper, pairs);
    join(pairs);
    to.ints().put(word, words, 0, pairs);
  }

  @Override
  public final void decode(Staging from, int word, float[] values, int count) {
    int pairs = words(count);
    from.ints().get(word, words, 0, pairs);
    split(pairs);
    widen(lower, pairs, values, 0);
    widen(upper, pairs, values, pairs);
  }

  /** The bits of floats. */
  final void bits(float[] from, int[] to, int count) {
    floats.put(0, from, 0, count);
    ints.get(0, to, 0, count);
  }

  /** The floats of bits. */
  final void floats(int[] from, float[] to, int index, int count) {
    ints.put(0, from, 0, count);
    floats.get(0, to, index, count);
  }

  private void join(int pairs) {
    int[] into = words;
    int[] low = lower;
    int[] high = upper;
    for (int i = 0; i < pairs; i++) {
      into[i] = low[i] | high[i] << 16;
    }
  }

  private void split(int pairs) {
    int[] from = words;
    int[] low = lower;
    int[] high = upper;
    for (int i = 0; i < pairs; i++) {
      low[i] = from[i] & LOW;
      high[i] = from[i] >>> 16;
    }
  }
}
