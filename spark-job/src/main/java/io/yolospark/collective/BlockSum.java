package io.yolospark.collective;

import java.nio.FloatBuffer;

/**
 * Sums floats of several buffers in the order of the buffers, a block at a time. Through arrays,
 * because the compiler vectorises loops over arrays but not over direct buffers, and two blocks
 * stay in the first-level cache.
 */
final class BlockSum {

  private static final int BLOCK = 1024;

  private final float[] sums = new float[BLOCK];
  private final float[] terms = new float[BLOCK];

  /** Writes to {@code target} from {@code start} on, and the same to {@code copy}. */
  void sum(
      FloatBuffer[] sources,
      int[] starts,
      int count,
      FloatBuffer target,
      int start,
      FloatBuffer copy,
      int copyStart) {
    for (int done = 0; done < count; done += BLOCK) {
      int block = Math.min(BLOCK, count - done);
      add(sources, starts, done, block);
      target.put(start + done, sums, 0, block);
      copy.put(copyStart + done, sums, 0, block);
    }
  }

  /** Writes to {@code target} from {@code start} on. */
  void sum(FloatBuffer[] sources, int[] starts, int count, FloatBuffer target, int start) {
    for (int done = 0; done < count; done += BLOCK) {
      int block = Math.min(BLOCK, count - done);
      add(sources, starts, done, block);
      target.put(start + done, sums, 0, block);
    }
  }

  private void add(FloatBuffer[] sources, int[] starts, int done, int block) {
    sources[0].get(starts[0] + done, sums, 0, block);
    for (int i = 1; i < sources.length; i++) {
      sources[i].get(starts[i] + done, terms, 0, block);
      plus(sums, terms, block);
    }
  }

  private static void plus(float[] sums, float[] terms, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += terms[i];
    }
  }
}
