package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.stream.LongStream;

/**
 * Cuts flat arrays into pieces that stay in a processor's cache from one operation of several to
 * the next, so that memory is passed once and transients are small.
 */
final class Pieces {

  /** Elements of a piece, at most. */
  static final int LENGTH = 1 << 18;

  private Pieces() {}

  /**
   * Where to split an array, in rising order: at every piece, and at the borders.
   *
   * @param borders where a piece must end; those outside of the array count for nothing
   */
  static long[] cuts(long size, long... borders) {
    LongStream regular = LongStream.range(1, (size + LENGTH - 1) / LENGTH).map(i -> i * LENGTH);
    return LongStream.concat(regular, LongStream.of(borders))
        .filter(cut -> cut > 0 && cut < size)
        .distinct()
        .sorted()
        .toArray();
  }

  /** Views of the parts of a flat array, for the caller to close. */
  static NDList of(NDArray array, long... cuts) {
    // split without cuts gives the array itself, not a view
    return cuts.length == 0 ? new NDList(array.reshape(array.getShape())) : array.split(cuts);
  }
}
