package io.yolospark.dataset;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Operations on every pixel of a picture, in place. */
final class PixelTexture {

  private static final int OCTAVES = 3;

  private PixelTexture() {}

  /** Adds smooth noise of several sizes to the brightness, at most {@code amplitude} of 255. */
  static void addClouds(BufferedImage image, double amplitude, SplittableRandom random) {
    double[] field = new double[image.getWidth() * image.getHeight()];
    double weight = amplitude / 2;
    for (int octave = 0, cells = 3; octave < OCTAVES; octave++, cells *= 3, weight /= 2) {
      addOctave(field, image.getWidth(), image.getHeight(), cells, weight, random);
    }
    brighten(image, field);
  }

  /** Adds Gaussian noise to the brightness. */
  static void addNoise(BufferedImage image, double deviation, SplittableRandom random) {
    double[] field = new double[image.getWidth() * image.getHeight()];
    for (int i = 0; i < field.length; i++) {
      field[i] = deviation * random.nextGaussian();
    }
    brighten(image, field);
  }

  /** Binomial blur of 3x3 pixels; the border repeats. */
  static void blur(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] source = image.getRGB(0, 0, width, height, null, 0, width);
    int[] target = new int[source.length];
    for (int y = 0; y < height; y++) {
      int up = Math.max(0, y - 1) * width;
      int down = Math.min(height - 1, y + 1) * width;
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - 1);
        int right = Math.min(width - 1, x + 1);
        int rgb = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          int sum =
              row(source, up, left, x, right, shift)
                  + 2 * row(source, y * width, left, x, right, shift)
                  + row(source, down, left, x, right, shift);
          rgb |= ((sum + 8) / 16) << shift;
        }
        target[y * width + x] = rgb;
      }
    }
    image.setRGB(0, 0, width, height, target, 0, width);
  }

  private static int row(int[] pixels, int start, int left, int x, int right, int shift) {
    return ((pixels[start + left] >> shift) & 0xFF)
        + 2 * ((pixels[start + x] >> shift) & 0xFF)
        + ((pixels[start + right] >> shift) & 0xFF);
  }

  private static void addOctave(
      double[] field, int width, int height, int cells, double weight, SplittableRandom random) {
    int stride = cells + 2;
    double[] grid = new double[stride * stride];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = weight * random.nextDouble(-1, 1);
    }
    double step = (double) cells / Math.max(width, height);
    for (int y = 0; y < height; y++) {
      int row = (int) (y * step);
      double v = y * step - row;
      for (int x = 0; x < width; x++) {
        int column = (int) (x * step);
        double u = x * step - column;
        int at = row * stride + column;
        double above = grid[at] * (1 - u) + grid[at + 1] * u;
        double below = grid[at + stride] * (1 - u) + grid[at + stride + 1] * u;
        field[y * width + x] += above * (1 - v) + below * v;
      }
    }
  }

  private static void brighten(BufferedImage image, double[] field) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      int offset = (int) Math.round(field[i]);
      int red = clamp(((pixels[i] >> 16) & 0xFF) + offset);
      int green = clamp(((pixels[i] >> 8) & 0xFF) + offset);
      int blue = clamp((pixels[i] & 0xFF) + offset);
      pixels[i] = (red << 16) | (green << 8) | blue;
    }
    image.setRGB(0, 0, width, height, pixels, 0, width);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
