package io.yolospark.job;

/**
 * The passes that ranks of one host cannot do without, whole and in a rank's own memory: copy what
 * the others need of the gradient to where they could see it, add the others' terms of the rank's
 * share, copy the others' sums; (N - 1) / N of the bytes each time.
 */
final class MemoryWork implements BenchmarkWork {

  private final int worldSize;
  private final float[] own;
  private final float[] shared;
  private int length;

  MemoryWork(int worldSize, long mostBytes) {
    this.worldSize = worldSize;
    own = new float[Math.toIntExact(mostBytes / Float.BYTES)];
    shared = new float[own.length];
  }

  @Override
  public void resize(long bytes) {
    length = Math.toIntExact(bytes / Float.BYTES);
  }

  @Override
  public void refresh() {
    for (int i = 0; i < length; i++) {
      own[i] = 1e-3f;
      shared[i] = 2e-3f;
    }
  }

  @Override
  public void run() {
    int share = length / worldSize;
    System.arraycopy(own, share, shared, share, length - share);
    for (int other = 1; other < worldSize; other++) {
      add(share, other * share);
    }
    System.arraycopy(shared, share, own, share, length - share);
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
