package io.yolospark.dataset;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.BitSet;

/**
 * A shape at its place in an image, in pixels.
 *
 * @param classId the class; -1 for something that only covers others and has no label
 */
record PlacedShape(
    int classId, Path2D outline, double left, double top, double right, double bottom) {

  /**
   * Rotates, scales and moves contours so that the longer side of their hull has a given length.
   *
   * @param contours x, y pairs; a second contour is a hole
   * @param squeeze factor of the height before the rotation
   * @param side the longer side of the hull
   * @param centreX where the middle of the hull comes, as fraction of the free way, 0 to 1
   * @param centreY likewise
   */
  static PlacedShape place(
      int classId,
      double[][] contours,
      double squeeze,
      double angle,
      double side,
      double centreX,
      double centreY,
      int width,
      int height) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double[][] turned = new double[contours.length][];
    for (int c = 0; c < contours.length; c++) {
      turned[c] = new double[contours[c].length];
      for (int i = 0; i < contours[c].length; i += 2) {
        double x = contours[c][i];
        double y = contours[c][i + 1] * squeeze;
        turned[c][i] = cos * x - sin * y;
        turned[c][i + 1] = sin * x + cos * y;
      }
    }
    Hull hull = Hull.of(turned[0]);
    double scale = side / Math.max(hull.width(), hull.height());
    double left = centreX * (width - hull.width() * scale);
    double top = centreY * (height - hull.height() * scale);
    Path2D outline = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (double[] contour : turned) {
      for (int i = 0; i < contour.length; i += 2) {
        double x = left + (contour[i] - hull.left()) * scale;
        double y = top + (contour[i + 1] - hull.top()) * scale;
        if (i == 0) {
          outline.moveTo(x, y);
        } else {
          outline.lineTo(x, y);
        }
      }
      outline.closePath();
    }
    return new PlacedShape(
        classId, outline, left, top, left + hull.width() * scale, top + hull.height() * scale);
  }

  /** Pixels whose middle is inside, as indices {@code y * width + x}. */
  BitSet pixels(int width, int height) {
    BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = mask.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fill(outline);
    graphics.dispose();
    byte[] values = ((DataBufferByte) mask.getRaster().getDataBuffer()).getData();
    BitSet pixels = new BitSet(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        pixels.set(i);
      }
    }
    return pixels;
  }

  private record Hull(double left, double top, double width, double height) {

    static Hull of(double[] points) {
      double left = Double.MAX_VALUE;
      double top = Double.MAX_VALUE;
      double right = -Double.MAX_VALUE;
      double bottom = -Double.MAX_VALUE;
      for (int i = 0; i < points.length; i += 2) {
        left = Math.min(left, points[i]);
        right = Math.max(right, points[i]);
        top = Math.min(top, points[i + 1]);
        bottom = Math.max(bottom, points[i + 1]);
      }
      return new Hull(left, top, right - left, bottom - top);
    }
  }
}
