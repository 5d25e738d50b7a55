package io.yolospark.image;

/** How much of an image that is to be shrunk is decoded. */
enum Decoding {
  /** All of it; shrinking then takes area averages. */
  WHOLE,
  /**
   * A JPEG with at least 2, 4 or 8 times the wanted side is decoded at 1/2, 1/4 or 1/8 of its size
   * (a shorter inverse cosine transform), and the rest of the way taken by area averages. The same
   * picture but for a slightly other low-pass filter, and shifts below a pixel where the sides do
   * not divide evenly. Other formats as {@link #WHOLE}.
   */
  REDUCED
}
