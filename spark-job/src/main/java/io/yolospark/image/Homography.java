package io.yolospark.image;

import java.awt.geom.Point2D;

/**
 * A projective map of the plane. It acts on continuous coordinates: a pixel covers the unit square
 * right of and below its index. Immutable by convention.
 *
 * @param matrix 3 x 3, rows first
 */
record Homography(double... matrix) {

  static Homography translation(double x, double y) {
    return new Homography(1, 0, x, 0, 1, y, 0, 0, 1);
  }

  /** Turns about the origin, counter-clockwise to the eye (y points down), and enlarges. */
  static Homography rotation(double degrees, double scale) {
    double cosine = scale * Math.cos(Math.toRadians(degrees));
    double sine = scale * Math.sin(Math.toRadians(degrees));
    return new Homography(cosine, sine, 0, -sine, cosine, 0, 0, 0, 1);
  }

  static Homography shear(double degreesX, double degreesY) {
    double x = Math.tan(Math.toRadians(degreesX));
    double y = Math.tan(Math.toRadians(degreesY));
    return new Homography(1, x, 0, y, 1, 0, 0, 0, 1);
  }

  /** Divides coordinates by 1 + x horizontal + y vertical. */
  static Homography perspective(double horizontal, double vertical) {
    return new Homography(1, 0, 0, 0, 1, 0, horizontal, vertical, 1);
  }

  /** This map after another one. */
  Homography after(Homography first) {
    double[] product = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int k = 0; k < 3; k++) {
          product[3 * row + column] += matrix[3 * row + k] * first.matrix[3 * k + column];
        }
      }
    }
    return new Homography(product);
  }

  /** Whether parallels stay parallel. */
  boolean affine() {
    return matrix[6] == 0 && matrix[7] == 0;
  }

  /** Whether it only scales and shifts. */
  boolean upright() {
    return affine() && matrix[1] == 0 && matrix[3] == 0;
  }

  Point2D.Double map(double x, double y) {
    double depth = matrix[6] * x + matrix[7] * y + matrix[8];
    return new Point2D.Double(
        (matrix[0] * x + matrix[1] * y + matrix[2]) / depth,
        (matrix[3] * x + matrix[4] * y + matrix[5]) / depth);
  }
}
