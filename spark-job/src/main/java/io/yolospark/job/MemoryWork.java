package io.yolospark.job;

import java.util.Arrays;

/**
 * The passes that ranks of one host cannot do without, whole and in a rank's own memory: copy what
 * the others need of the gradient to where they could see it, add the others' terms of the rank's
 * share, copy the others' sums; (N - 1) / N of the bytes each time.
 */
final class MemoryWork implements BenchmarkWork {

  private final int worldSize;
  private float[] own;
  private float[] shared;

  MemoryWork(int worldSize) {
    this.worldSize = worldSize;
  }

  @Override
  public void resize(long bytes) {
    own = new float[Math.toIntExact(bytes / Float.BYTES)];
    shared = new float[own.length];
  }

  @Override
  public void refresh() {
    Arrays.fill(own, 1e-3f);
    Arrays.fill(shared, 2e-3f);
  }

  @Override
  public void run() {
    int share = own.length / worldSize;
    System.arraycopy(own, share, shared, share, own.length - share);
    for (int other = 1; other < worldSize; other++) {
      add(share, other * share);
    }
    System.arraycopy(shared, share, own, share, own.length - share);
  }

  private void add(int share, int from) {
    for (int i = 0; i < share; i++) {
      float sum = own[i] + shared[from + i];
      own[i] = sum;
      shared[i] = sum;
    }
  }

  @Override
  public void close() {}
}
