package io.yolospark.collective;

import java.nio.FloatBuffer;

/**
 * The arithmetic of one rank's part in an all-reduce: its terms into messages, results out of them.
 * Sums are taken in single precision, and whatever a rank sends as a result it keeps as the others
 * will decode it. Indices are relative to the buffer's position. For one thread.
 */
final class Terms {

  private final FloatBuffer buffer;
  private final Wire wire;
  private final Codec codec;
  private final float[] values = new float[Codec.MOST];
  private final float[] terms = new float[Codec.MOST];

  Terms(FloatBuffer buffer, Wire wire) {
    this.buffer = buffer;
    this.wire = wire;
    this.codec = wire.codec();
  }

  /** Puts this rank's terms into a message. */
  void put(int index, int count, Staging to, int word) {
    for (int done = 0; done < count; done += Codec.MOST) {
      int block = Math.min(Codec.MOST, count - done);
      load(index + done, block);
      store(index + done, block, to, word + codec.words(done), false);
    }
  }

  /**
   * Adds this rank's terms to the sums in a message, in place.
   *
   * @param complete whether these are the last terms: the sums are also kept in the buffer
   */
  void add(int index, int count, Staging sums, int word, boolean complete) {
    for (int done = 0; done < count; done += Codec.MOST) {
      int block = Math.min(Codec.MOST, count - done);
      int place = word + codec.words(done);
      load(index + done, block);
      codec.decode(sums, place, terms, block);
      add(values, terms, block);
      store(index + done, block, sums, place, complete);
    }
  }

  /** Takes results out of a message. */
  void take(int index, int count, Staging from, int word) {
    for (int done = 0; done < count; done += Codec.MOST) {
      int block = Math.min(Codec.MOST, count - done);
      codec.decode(from, word + codec.words(done), terms, block);
      buffer.put(buffer.position() + index + done, terms, 0, block);
    }
  }

  private void load(int index, int count) {
    buffer.get(buffer.position() + index, values, 0, count);
    if (wire.feedback() != null) {
      wire.feedback().pay(values, wire.offset() + index, count);
    }
  }

  private void store(int index, int count, Staging to, int word, boolean complete) {
    codec.encode(values, count, to, word);
    float[] sent = values;
    if (!codec.exact() && (complete || wire.feedback() != null)) {
      codec.decode(to, word, terms, count);
      sent = terms;
    }
    if (wire.feedback() != null) {
      wire.feedback().note(values, sent, wire.offset() + index, count);
    }
    if (complete) {
      buffer.put(buffer.position() + index, sent, 0, count);
    }
  }

  // Over arrays, because the compiler vectorises loops over arrays but not over direct buffers.
  private static void add(float[] sums, float[] terms, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += terms[i];
    }
  }
}
