package io.yolospark.dataset;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.CubicCurve2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Paints a {@link SyntheticScene}: a textured background, thin clutter, the shapes in colours that
 * say nothing about their class, and now and then blur; noise over all.
 */
final class SyntheticPainter {

  private static final double LEAST_CONTRAST = 90;

  private final SyntheticScene scene;
  private final SplittableRandom random;
  private final BufferedImage image;

  SyntheticPainter(SyntheticScene scene, SplittableRandom random) {
    this.scene = scene;
    this.random = random;
    this.image = new BufferedImage(scene.width(), scene.height(), BufferedImage.TYPE_INT_RGB);
  }

  BufferedImage paint() {
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setPaint(gradient(color(), color(), 0, 0, scene.width(), scene.height()));
      graphics.fillRect(0, 0, scene.width(), scene.height());
      PixelTexture.addClouds(image, random.nextDouble(10, 40), random);
      paintClutter(graphics);
      scene.shapes().forEach(shape -> paintShape(graphics, shape));
    } finally {
      graphics.dispose();
    }
    if (random.nextBoolean()) {
      PixelTexture.blur(image);
    }
    PixelTexture.addNoise(image, random.nextDouble(2, 12), random);
    return image;
  }

  private void paintClutter(Graphics2D graphics) {
    int lines = random.nextInt(3, 12);
    for (int i = 0; i < lines; i++) {
      graphics.setColor(color());
      graphics.setStroke(new BasicStroke((float) random.nextDouble(0.5, 2)));
      graphics.draw(new CubicCurve2D.Double(x(), y(), x(), y(), x(), y(), x(), y()));
    }
  }

  private void paintShape(Graphics2D graphics, PlacedShape shape) {
    Color fill = contrasting(shape);
    Color shade = random.nextBoolean() ? fill.darker() : fill;
    graphics.setPaint(
        gradient(fill, shade, shape.left(), shape.top(), shape.right(), shape.bottom()));
    graphics.fill(shape.outline());
  }

  /** A random colour that differs from what is now under the shape. */
  private Color contrasting(PlacedShape shape) {
    double[] mean = meanColor(shape);
    Color color = color();
    for (int attempt = 0; attempt < 50 && contrast(color, mean) < LEAST_CONTRAST; attempt++) {
      color = color();
    }
    return color;
  }

  /** The smaller one of the fill and its shaded side. */
  private static double contrast(Color color, double[] mean) {
    return Math.min(distance(color, mean), distance(color.darker(), mean));
  }

  private double[] meanColor(PlacedShape shape) {
    BitSet pixels = shape.pixels(scene.width(), scene.height());
    double[] sum = new double[3];
    pixels.stream()
        .map(i -> image.getRGB(i % scene.width(), i / scene.width()))
        .forEach(
            rgb -> {
              sum[0] += (rgb >> 16) & 0xFF;
              sum[1] += (rgb >> 8) & 0xFF;
              sum[2] += rgb & 0xFF;
            });
    int count = Math.max(1, pixels.cardinality());
    return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
  }

  private static double distance(Color color, double[] mean) {
    double red = color.getRed() - mean[0];
    double green = color.getGreen() - mean[1];
    double blue = color.getBlue() - mean[2];
    return Math.sqrt(red * red + green * green + blue * blue);
  }

  private GradientPaint gradient(
      Color from, Color to, double left, double top, double right, double bottom) {
    boolean across = random.nextBoolean();
    return new GradientPaint(
        (float) left,
        (float) top,
        from,
        (float) (across ? right : left),
        (float) (across ? top : bottom),
        to);
  }

  private Color color() {
    return Color.getHSBColor(
        (float) random.nextDouble(),
        (float) random.nextDouble(0.1, 1),
        (float) random.nextDouble(0.25, 1));
  }

  private double x() {
    return random.nextDouble(scene.width());
  }

  private double y() {
    return random.nextDouble(scene.height());
  }
}
