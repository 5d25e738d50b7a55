package io.yolospark.collective;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a rank of a ring all-reduce sends when. A buffer is cut into blocks, and a block into one
 * segment per rank. A block's all-reduce has 2(W-1) steps (reduce-scatter, then all-gather;
 * Patarasuk and Yuan, 2009): in step s rank r sends segment r-s and receives segment r-s-1, modulo
 * W. Message m of a rank holds an item of every block that is under way: of step s, that of block
 * m-s. So a rank always has something to send while it waits, an item of one message follows from
 * the item before it in the message received before, and what is under way stays in the cache.
 * Streams share the blocks, so that which floats form an item, and thus the bits of a sum, do not
 * depend on their number.
 */
final class RingSchedule {

  private final int size;
  private final int rank;
  private final int world;
  private final int stride;
  private final int blocks;
  private final int start;
  private final int end;

  /**
   * @param size floats of the buffer
   * @param chunk most floats of an item
   */
  RingSchedule(int size, int rank, int world, int chunk) {
    this.size = size;
    this.rank = rank;
    this.world = world;
    blocks = Math.max(1, ceiling(size, (long) world * chunk));
    stride = ceiling(ceiling(size, blocks), world);
    start = 0;
    end = blocks;
  }

  private RingSchedule(RingSchedule whole, int start, int end) {
    size = whole.size;
    rank = whole.rank;
    world = whole.world;
    stride = whole.stride;
    blocks = whole.blocks;
    this.start = start;
    this.end = end;
  }

  /**
   * The whole buffer's blocks dealt to streams, one after the other: to as many as there are blocks
   * for.
   */
  List<RingSchedule> deal(int streams) {
    int parts = Math.min(streams, blocks);
    return IntStream.range(0, parts)
        .mapToObj(i -> new RingSchedule(this, blocks * i / parts, blocks * (i + 1) / parts))
        .toList();
  }

  /** Steps of one block. */
  int steps() {
    return 2 * (world - 1);
  }

  /** Messages that every rank sends, and receives. */
  int messages() {
    return end - start + steps() - 1;
  }

  /** Room for an item, in floats: some items are one float shorter. */
  int stride() {
    return stride;
  }

  /** The first step that a message has an item of. */
  int first(int message) {
    return Math.max(0, message - (end - start) + 1);
  }

  /** The last step that a message has an item of. */
  int last(int message) {
    return Math.min(steps() - 1, message);
  }

  /** Whether an item received in this step still lacks this rank's terms. */
  boolean reduces(int step) {
    return step < world - 1;
  }

  /** Whether this rank's terms are the last that an item received in this step lacks. */
  boolean completes(int step) {
    return step == world - 2;
  }

  /** Where this rank's own item of a message starts, which it sends in step 0. */
  int ownStart(int message) {
    return edge(start + message, rank);
  }

  int ownEnd(int message) {
    return edge(start + message, rank + 1);
  }

  /** Where the item starts that this rank receives in a step of a message. */
  int start(int message, int step) {
    return edge(start + message - step, segment(step));
  }

  int end(int message, int step) {
    return edge(start + message - step, segment(step) + 1);
  }

  private int segment(int step) {
    return Math.floorMod(rank - 1 - step, world);
  }

  private int edge(int block, long segment) {
    int from = (int) ((long) size * block / blocks);
    int to = (int) ((long) size * (block + 1) / blocks);
    return from + (int) ((to - from) * segment / world);
  }

  private static int ceiling(int dividend, long divisor) {
    return (int) ((dividend + divisor - 1) / divisor);
  }
}
