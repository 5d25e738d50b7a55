package io.yolospark.job;

/**
 * What one contender does before the next one has its turn.
 *
 * @param batches each starts with fresh values
 * @param operations of a batch, one after the other in the same buffer
 */
record BenchmarkTurn(long bytes, int batches, int operations) {

  private static final int MOST_BATCHES = 256;

  /**
   * A turn of about the given length.
   *
   * @param length in seconds
   * @param seconds time of one operation
   */
  static BenchmarkTurn lasting(double length, int worldSize, long bytes, double seconds) {
    double wanted = Math.max(1, length / seconds);
    int operations = (int) Math.min(mostOperations(worldSize), wanted);
    return new BenchmarkTurn(
        bytes, (int) Math.min(MOST_BATCHES, Math.max(1, wanted / operations)), operations);
  }

  /** Sums grow by the number of ranks each time, and have to stay within half precision. */
  private static int mostOperations(int worldSize) {
    return Math.max(1, (int) (16 * Math.log(2) / Math.log(worldSize)));
  }
}
