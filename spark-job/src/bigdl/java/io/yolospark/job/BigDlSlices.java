package io.yolospark.job;

import java.nio.FloatBuffer;
import java.util.OptionalInt;

/**
 * A vector as BigDL deals it to the ranks: one slice each, the first ones longer by an element
 * where it does not divide. The last element of every slice is a mark that all ranks set alike, so
 * that its sum tells whether every rank's term of this very operation is in the slice: BigDL's
 * threads drop their exceptions, and what they leave then looks like a sum. Not thread-safe.
 */
final class BigDlSlices {

  /** Twice the number of ranks still has to be exact in 8 bits. */
  static final int MOST_RANKS = 128;

  private final int ranks;
  private final int elements;
  private final float[] values;
  private int mark;

  BigDlSlices(int ranks, int elements) {
    this.ranks = ranks;
    this.elements = elements;
    values = new float[Math.addExact(elements, ranks)];
  }

  /** The memory itself: the slices one after the other. */
  float[] values() {
    return values;
  }

  /**
   * Takes the elements from the buffer's position on, with marks that differ from the last ones.
   */
  void fill(FloatBuffer source) {
    mark = mark == 1 ? 2 : 1;
    int from = source.position();
    int to = 0;
    for (int slice = 0; slice < ranks; slice++) {
      int length = length(slice);
      source.get(from, values, to, length);
      from += length;
      to += length;
      values[to++] = mark;
    }
  }

  /** The first slice that is not the sum of what all ranks filled in last; empty if all are. */
  OptionalInt incomplete() {
    int end = 0;
    for (int slice = 0; slice < ranks; slice++) {
      end += length(slice) + 1;
      if (values[end - 1] != mark * ranks) {
        return OptionalInt.of(slice);
      }
    }
    return OptionalInt.empty();
  }

  /** Writes the elements from the buffer's position on; leaves the position as it is. */
  void drain(FloatBuffer target) {
    int to = target.position();
    int from = 0;
    for (int slice = 0; slice < ranks; slice++) {
      int length = length(slice);
      target.put(to, values, from, length);
      from += length + 1;
      to += length;
    }
  }

  private int length(int slice) {
    return elements / ranks + (slice < elements % ranks ? 1 : 0);
  }
}
