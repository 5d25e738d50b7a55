package io.yolospark.evaluate;

/** COCO's sizes of objects, by area in square pixels; both bounds belong to a range. */
enum AreaRange {
  ALL(0, 0, 1e10),
  SMALL(1, 0, 32 * 32),
  MEDIUM(2, 32 * 32, 96 * 96),
  LARGE(3, 96 * 96, 1e10);

  private final int index;
  private final double least;
  private final double most;

  AreaRange(int index, double least, double most) {
    this.index = index;
    this.least = least;
    this.most = most;
  }

  /** Its place in packed verdicts. */
  int index() {
    return index;
  }

  boolean holds(double area) {
    return area >= least && area <= most;
  }
}
