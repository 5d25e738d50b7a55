package io.yolospark.evaluate;

/** Area under a precision-recall curve, by 101-point interpolation (as COCO and YOLOv9). */
final class AveragePrecision {

  private static final int INTERVALS = 100;

  private AveragePrecision() {}

  /**
   * Area of the curve, extended by precision 1 at recall 0 and precision 0 at recall 1, with
   * precision made falling from the right.
   *
   * @param recall ascending, one value a detection
   * @param precision as many values
   */
  static double of(double[] recall, double[] precision) {
    int count = recall.length;
    double[] xs = new double[count + 2];
    double[] ys = new double[count + 2];
    System.arraycopy(recall, 0, xs, 1, count);
    xs[count + 1] = 1;
    for (int i = count; i > 0; i--) {
      ys[i] = Math.max(precision[i - 1], ys[i + 1]);
    }
    ys[0] = 1;

    double area = 0;
    double lastX = 0;
    double last = Interpolation.at(0, xs, ys, 1);
    for (int i = 1; i <= INTERVALS; i++) {
      double x = i == INTERVALS ? 1 : i * 0.01;
      double value = Interpolation.at(x, xs, ys, 1);
      area += (x - lastX) * (value + last) / 2;
      lastX = x;
      last = value;
    }
    return area;
  }
}
