package io.yolospark.train;

import java.util.SplittableRandom;

/**
 * Which records an epoch's steps use. The permutation comes from seed and epoch alone, and step k
 * takes the same records whatever the world size; the last step wraps to the epoch's first records.
 */
final class EpochSampler {

  private final int records;
  private final int globalBatch;
  private final long seed;

  EpochSampler(int records, int globalBatch, long seed) {
    this.records = records;
    this.globalBatch = globalBatch;
    this.seed = seed;
  }

  /** A random order of all records. */
  int[] permutation(int epoch) {
    int[] order = new int[records];
    // a SplittableRandom of consecutive seeds gives unrelated streams only after mixing
    SplittableRandom random =
        new SplittableRandom((seed * 0x9E3779B97F4A7C15L) ^ (epoch * 0xD1B54A32D192ED03L));
    for (int i = 0; i < records; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Records of a part of one step.
   *
   * @param order the epoch's permutation
   * @param offset position within the global batch
   */
  int[] slice(int[] order, int step, int offset, int count) {
    int[] slice = new int[count];
    for (int i = 0; i < count; i++) {
      long position = (long) step * globalBatch + offset + i;
      slice[i] = order[(int) (position % records)];
    }
    return slice;
  }
}
