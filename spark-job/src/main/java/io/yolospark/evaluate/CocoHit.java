package io.yolospark.evaluate;

/**
 * Verdict on one detection, a bit for each area range and IoU threshold.
 *
 * @param rank its place among the detections of its category in its image, from 0
 * @param matched bits where it matches a label
 * @param ignored bits where it is neither right nor wrong
 */
record CocoHit(double score, int rank, long matched, long ignored) {

  static long bit(AreaRange range, int threshold) {
    return 1L << (range.index() * IouThresholds.COUNT + threshold);
  }

  boolean correct(long bit) {
    return (matched & ~ignored & bit) != 0;
  }

  boolean counts(long bit) {
    return (ignored & bit) == 0;
  }
}
