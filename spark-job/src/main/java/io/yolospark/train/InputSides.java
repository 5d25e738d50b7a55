package io.yolospark.train;

import java.util.SplittableRandom;

/**
 * Side of the square network input at every optimizer step, for training at several scales. It
 * depends on seed and step alone, so every rank has the same one. Stateless.
 */
final class InputSides {

  private static final int LARGEST_STRIDE = 32;
  private static final int LEAST = 64;

  private final int least;
  private final int choices;
  private final long seed;

  /**
   * Sides that are multiples of the network's largest stride.
   *
   * @param size the side that the config says, in pixels, a multiple of 32
   * @param range sides are drawn from {@code 1 - range} to {@code 1 + range} times {@code size}
   */
  InputSides(int size, double range, long seed) {
    least = Math.max(LEAST, (int) Math.ceil(size * (1 - range) / LARGEST_STRIDE) * LARGEST_STRIDE);
    int most = (int) Math.floor(size * (1 + range) / LARGEST_STRIDE) * LARGEST_STRIDE;
    choices = (most - least) / LARGEST_STRIDE + 1;
    this.seed = seed;
  }

  /** The largest side in pixels. */
  int most() {
    return least + (choices - 1) * LARGEST_STRIDE;
  }

  /** The side in pixels of a step, counted over all epochs. */
  int at(long step) {
    // a SplittableRandom of consecutive seeds gives unrelated streams only after mixing
    SplittableRandom random =
        new SplittableRandom((seed * 0x9E3779B97F4A7C15L) ^ (step * 0xD1B54A32D192ED03L));
    return least + random.nextInt(choices) * LARGEST_STRIDE;
  }
}
