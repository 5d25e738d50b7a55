package io.yolospark.report;

/**
 * The three loss terms, weighted, per image.
 *
 * @param box CIoU term
 * @param cls class term
 * @param dfl distribution focal term
 */
public record Losses(double box, double cls, double dfl) {

  double[] toArray() {
    return new double[] {box, cls, dfl};
  }

  static Losses of(double[] terms) {
    return new Losses(terms[0], terms[1], terms[2]);
  }
}
