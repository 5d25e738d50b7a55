package io.yolospark.dataset;

import java.util.List;
import java.util.Locale;

/** Classes of the synthetic set, told apart by outline alone. */
enum SyntheticShape {
  DISC(circle(1)),
  SQUARE(new double[][] {regular(4)}),
  TRIANGLE(new double[][] {regular(3)}),
  STAR(new double[][] {star()}),
  RING(new double[][] {circle(1)[0], circle(0.55)[0]}),
  CROSS(new double[][] {cross()});

  /** The classes in the order of their ids. */
  static final List<SyntheticShape> CLASSES = List.of(values());

  private static final int CIRCLE_CORNERS = 48;

  private final double[][] contours;

  SyntheticShape(double[][] contours) {
    this.contours = contours;
  }

  /** The class name. */
  String className() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Outlines as x, y pairs about the origin, at most 1 from it; a second one is a hole. */
  double[][] contours() {
    return contours;
  }

  private static double[][] circle(double radius) {
    double[] points = new double[2 * CIRCLE_CORNERS];
    for (int i = 0; i < CIRCLE_CORNERS; i++) {
      double angle = 2 * Math.PI * i / CIRCLE_CORNERS;
      points[2 * i] = radius * Math.cos(angle);
      points[2 * i + 1] = radius * Math.sin(angle);
    }
    return new double[][] {points};
  }

  private static double[] regular(int corners) {
    double[] points = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + 0.5) / corners;
      points[2 * i] = Math.cos(angle);
      points[2 * i + 1] = Math.sin(angle);
    }
    return points;
  }

  private static double[] star() {
    double[] points = new double[20];
    for (int i = 0; i < 10; i++) {
      double radius = i % 2 == 0 ? 1 : 0.42;
      points[2 * i] = radius * Math.cos(Math.PI * i / 5);
      points[2 * i + 1] = radius * Math.sin(Math.PI * i / 5);
    }
    return points;
  }

  private static double[] cross() {
    double a = 0.28;
    double b = 0.95;
    return new double[] {
      -a, -b, a, -b, a, -a, b, -a, b, a, a, a, a, b, -a, b, -a, a, -b, a, -b, -a, -a, -a
    };
  }
}
