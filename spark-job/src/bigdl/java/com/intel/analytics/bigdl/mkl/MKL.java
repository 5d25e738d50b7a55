package com.intel.analytics.bigdl.mkl;

/**
 * Stands in for the class of this name in BigDL core, which loads 36 MB of native libraries and a
 * second OpenMP runtime beside libtorch's. Has the methods that an all-reduce calls, and no others.
 */
public final class MKL {

  private MKL() {}

  /** True: with false, BigDL refuses to start its threads and to scale a tensor. */
  public static boolean isMKLLoaded() {
    return true;
  }

  /** Threads of one operation. */
  public static int getMklNumThreads() {
    return 1;
  }

  /** Does nothing: one thread is all there is. */
  public static void setNumThreads(int threads) {}

  /** {@code x[offset + i * stride] *= factor} for i from 0 to {@code count - 1}. */
  public static void vsscal(int count, float factor, float[] x, int offset, int stride) {
    for (int i = 0; i < count; i++) {
      x[offset + i * stride] *= factor;
    }
  }
}
