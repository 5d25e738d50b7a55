package io.yolospark.image;

/**
 * Placement of an image in the network's input, its frame: network pixel = original pixel x scale +
 * pad. Coordinates are continuous, a pixel covers the unit square right of and below its index.
 *
 * @param scale resized side / original side
 * @param padX columns of border on the left, in network pixels
 * @param padY rows of border on top, in network pixels
 * @param frameWidth columns of the frame
 * @param frameHeight rows of the frame
 * @param width original width in pixels
 * @param height original height in pixels
 */
public record Letterbox(
    double scale,
    double padX,
    double padY,
    int frameWidth,
    int frameHeight,
    int width,
    int height) {

  /** Largest stride of the network: it divides the sides of every frame. */
  private static final int STRIDE = 32;

  /** Grey level of the border in all three channels. */
  public static final int BORDER = 114;

  /**
   * Places an image in the middle of a square, its long side resized (up or down) to the square's.
   * Where the border is odd the left and top strips are the narrower ones. Sides are rounded half
   * to even, as Python does; none becomes less than one pixel.
   *
   * @param width original width in pixels, at least 1
   * @param height original height in pixels, at least 1
   * @param size side of the square in pixels
   */
  public static Letterbox square(int width, int height, int size) {
    double scale = scale(width, height, size);
    return of(scale, size, size, width, height);
  }

  /**
   * Places an image as {@link #square} does, but in the least rectangle whose sides are multiples
   * of 32. It depends on the image alone, never on others in its batch.
   *
   * @param width original width in pixels, at least 1
   * @param height original height in pixels, at least 1
   * @param size what the long side is resized to, in pixels
   */
  public static Letterbox rectangle(int width, int height, int size) {
    double scale = scale(width, height, size);
    int frameWidth = wholeStrides(resized(width, scale));
    return of(scale, frameWidth, wholeStrides(resized(height, scale)), width, height);
  }

  private static double scale(int width, int height, int size) {
    if (width < 1 || height < 1 || size < 1) {
      throw new IllegalArgumentException(
          "Cannot letterbox " + width + "x" + height + " to a square of " + size);
    }
    return (double) size / Math.max(width, height);
  }

  private static Letterbox of(
      double scale, int frameWidth, int frameHeight, int width, int height) {
    double padX = pad(frameWidth - resized(width, scale));
    double padY = pad(frameHeight - resized(height, scale));
    return new Letterbox(scale, padX, padY, frameWidth, frameHeight, width, height);
  }

  private static int wholeStrides(int side) {
    return (side + STRIDE - 1) / STRIDE * STRIDE;
  }

  /** Columns of the resized image inside the border. */
  public int resizedWidth() {
    return resized(width, scale);
  }

  /** Rows of the resized image inside the border. */
  public int resizedHeight() {
    return resized(height, scale);
  }

  /** Network column of an original column. */
  public double toNetworkX(double x) {
    return x * scale + padX;
  }

  /** Network row of an original row. */
  public double toNetworkY(double y) {
    return y * scale + padY;
  }

  /** Original column of a network column, clipped to the image: 0 to width. */
  public double toOriginalX(double x) {
    return clip((x - padX) / scale, width);
  }

  /** Original row of a network row, clipped to the image: 0 to height. */
  public double toOriginalY(double y) {
    return clip((y - padY) / scale, height);
  }

  private static int resized(int side, double scale) {
    return (int) Math.max(1, Math.rint(side * scale));
  }

  // before the image; half of an odd border rounds down
  private static int pad(int border) {
    return border / 2;
  }

  private static double clip(double value, int limit) {
    return Math.min(Math.max(value, 0), limit);
  }
}
