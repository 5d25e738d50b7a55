package io.yolospark.image;

import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The outline of an object, in pixels; clipping may have cut it into several parts, or left
 * nothing. Immutable.
 */
final class Polygon {

  private final Path2D path;

  private Polygon(Path2D path) {
    this.path = path;
  }

  /**
   * @param points x and y of the corners by turns, normalised to the image
   * @param width of the image as it is drawn, in pixels
   * @param height of the image as it is drawn, in pixels
   */
  static Polygon of(float[] points, double width, double height) {
    List<Point2D> corners = new ArrayList<>(points.length / 2);
    for (int i = 0; i < points.length; i += 2) {
      corners.add(new Point2D.Double(points[i] * width, points[i + 1] * height));
    }
    return of(List.of(corners));
  }

  static Polygon rectangle(double x1, double y1, double x2, double y2) {
    return new Polygon(new Path2D.Double(new Rectangle2D.Double(x1, y1, x2 - x1, y2 - y1)));
  }

  private static Polygon of(List<List<Point2D>> parts) {
    Path2D path = new Path2D.Double();
    for (List<Point2D> part : parts) {
      path.moveTo(part.get(0).getX(), part.get(0).getY());
      part.stream().skip(1).forEach(corner -> path.lineTo(corner.getX(), corner.getY()));
      path.closePath();
    }
    return new Polygon(path);
  }

  /** The corners of every part. */
  List<List<Point2D>> parts() {
    List<List<Point2D>> parts = new ArrayList<>();
    double[] at = new double[6];
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(at);
      if (kind == PathIterator.SEG_MOVETO) {
        parts.add(new ArrayList<>());
      }
      if (kind != PathIterator.SEG_CLOSE) {
        parts.get(parts.size() - 1).add(new Point2D.Double(at[0], at[1]));
      }
    }
    return parts;
  }

  /** The smallest rectangle around it; of zero size where nothing is left. */
  Rectangle2D bounds() {
    return path.getBounds2D();
  }

  Polygon shift(double dx, double dy) {
    return transform(AffineTransform.getTranslateInstance(dx, dy));
  }

  Polygon flipHorizontal(double side) {
    return transform(new AffineTransform(-1, 0, 0, 1, side, 0));
  }

  Polygon flipVertical(double side) {
    return transform(new AffineTransform(1, 0, 0, -1, 0, side));
  }

  /** The part inside a square whose corner is the origin. */
  Polygon clip(double side) {
    Rectangle2D square = new Rectangle2D.Double(0, 0, side, side);
    if (square.contains(bounds())) {
      return this;
    }
    Area inside = new Area(path);
    inside.intersect(new Area(square));
    return new Polygon(new Path2D.Double(inside));
  }

  /** Edges stay straight: only the corners are mapped. */
  Polygon map(Homography map) {
    return of(
        parts().stream()
            .map(part -> part.stream().map(p -> (Point2D) map.map(p.getX(), p.getY())).toList())
            .toList());
  }

  private Polygon transform(AffineTransform transform) {
    return new Polygon(new Path2D.Double(path, transform));
  }
}
