package io.yolospark.collective;

/**
 * What this rank has rounded off each element of one buffer and owes to its next sum (Seide et al.,
 * 2014; Karimireddy et al., 2019). For one thread.
 */
final class ErrorFeedback {

  private final float[] owed;

  ErrorFeedback(int size) {
    owed = new float[size];
  }

  int size() {
    return owed.length;
  }

  /** Adds what is owed to elements from {@code index} on. */
  void pay(float[] values, int index, int count) {
    for (int i = 0; i < count; i++) {
      values[i] += owed[index + i];
    }
  }

  /** Notes what was meant and what was sent; an overflow or a NaN leaves no debt. */
  void note(float[] meant, float[] sent, int index, int count) {
    for (int i = 0; i < count; i++) {
      float error = meant[i] - sent[i];
      owed[index + i] = Float.isFinite(error) ? error : 0;
    }
  }
}
