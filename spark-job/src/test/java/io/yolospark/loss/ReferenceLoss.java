package io.yolospark.loss;

import io.yolospark.detect.Anchors;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss of one branch written as the formulas read, in float64 over plain arrays, dense over all
 * classes and anchors. The weight of CIoU's aspect penalty, which has no gradient, is frozen at the
 * maps it was made with, so that finite differences can be taken.
 */
final class ReferenceLoss {
  private static final double EPSILON = 1e-7;

  private final Anchors anchors;
  private final int images;
  private final int classes;
  private final List<Assignment.Foreground> foreground;
  private final List<Double> alphas = new ArrayList<>();

  ReferenceLoss(Anchors anchors, int images, int classes, Assignment assignment, double[] joined) {
    this.anchors = anchors;
    this.images = images;
    this.classes = classes;
    this.foreground = assignment.foreground();
    for (Assignment.Foreground anchor : foreground) {
      double[] p = predicted(joined, anchor);
      double[] t = target(anchor);
      double aspect = aspect(p, t);
      alphas.add(aspect / (aspect - iou(p, t) + 1 + EPSILON));
    }
  }

  /** Box, class and distribution focal term, not normalised. */
  double[] terms(double[] joined) {
    double box = 0;
    double dfl = 0;
    for (int i = 0; i < foreground.size(); i++) {
      Assignment.Foreground anchor = foreground.get(i);
      double[] p = predicted(joined, anchor);
      double[] t = target(anchor);
      double width = Math.max(p[2], t[2]) - Math.min(p[0], t[0]);
      double height = Math.max(p[3], t[3]) - Math.min(p[1], t[1]);
      double distance =
          (Math.pow(t[0] + t[2] - p[0] - p[2], 2) + Math.pow(t[1] + t[3] - p[1] - p[3], 2)) / 4;
      double ciou =
          iou(p, t)
              - distance / (width * width + height * height + EPSILON)
              - aspect(p, t) * alphas.get(i);
      box += (1 - ciou) * anchor.score();
      double[] point = point(anchor);
      for (int side = 0; side < 4; side++) {
        double d = Math.min(14.99, Math.abs(point[side % 2] - t[side]));
        double[] probabilities = probabilities(joined, anchor, side);
        int low = (int) Math.floor(d);
        dfl -= anchor.score() / 4 * (low + 1 - d) * Math.log(probabilities[low]);
        dfl -= anchor.score() / 4 * (d - low) * Math.log(probabilities[low + 1]);
      }
    }
    return new double[] {box, cls(joined), dfl};
  }

  private double cls(double[] joined) {
    double[][][] targets = new double[images][classes][anchors.count()];
    for (Assignment.Foreground anchor : foreground) {
      targets[anchor.image()][anchor.classId()][anchor.anchor()] = anchor.score();
    }
    double sum = 0;
    for (int image = 0; image < images; image++) {
      for (int classId = 0; classId < classes; classId++) {
        for (int anchor = 0; anchor < anchors.count(); anchor++) {
          double x = joined[index(image, 64 + classId, anchor)];
          double t = targets[image][classId][anchor];
          sum += Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x)));
        }
      }
    }
    return sum;
  }

  int index(int image, int channel, int anchor) {
    return (image * (64 + classes) + channel) * anchors.count() + anchor;
  }

  private double[] probabilities(double[] joined, Assignment.Foreground anchor, int side) {
    double[] values = new double[16];
    double sum = 0;
    for (int bin = 0; bin < 16; bin++) {
      values[bin] = Math.exp(joined[index(anchor.image(), side * 16 + bin, anchor.anchor())]);
      sum += values[bin];
    }
    for (int bin = 0; bin < 16; bin++) {
      values[bin] /= sum;
    }
    return values;
  }

  private double[] point(Assignment.Foreground anchor) {
    Anchors.Level level = anchors.levelOf(anchor.anchor());
    return new double[] {level.x(anchor.anchor()), level.y(anchor.anchor())};
  }

  private double[] predicted(double[] joined, Assignment.Foreground anchor) {
    double[] point = point(anchor);
    double[] box = new double[4];
    for (int side = 0; side < 4; side++) {
      double[] probabilities = probabilities(joined, anchor, side);
      double distance = 0;
      for (int bin = 0; bin < 16; bin++) {
        distance += bin * probabilities[bin];
      }
      box[side] = side < 2 ? point[side] - distance : point[side - 2] + distance;
    }
    return box;
  }

  private double[] target(Assignment.Foreground anchor) {
    double stride = anchors.levelOf(anchor.anchor()).stride();
    double[] box = new double[4];
    for (int side = 0; side < 4; side++) {
      box[side] = anchor.boxes()[anchor.boxAt() + side] / stride;
    }
    return box;
  }

  private static double iou(double[] a, double[] b) {
    double width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    double height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    double areas =
        (a[2] - a[0]) * (a[3] - a[1] + EPSILON) + (b[2] - b[0]) * (b[3] - b[1] + EPSILON);
    return width * height / (areas - width * height + EPSILON);
  }

  private static double aspect(double[] a, double[] b) {
    double angle =
        Math.atan((b[2] - b[0]) / (b[3] - b[1] + EPSILON))
            - Math.atan((a[2] - a[0]) / (a[3] - a[1] + EPSILON));
    return 4 / (Math.PI * Math.PI) * angle * angle;
  }
}
