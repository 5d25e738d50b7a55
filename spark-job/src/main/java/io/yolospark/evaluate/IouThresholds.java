package io.yolospark.evaluate;

/** The ten IoU thresholds 0.50, 0.55 … 0.95 at which a detection may count as correct. */
final class IouThresholds {

  static final int COUNT = 10;

  private IouThresholds() {}

  static float at(int index) {
    return (50 + 5 * index) / 100f;
  }

  /**
   * As COCO has them: nine equal steps in double precision, which miss some decimals by one bit.
   */
  static double exact(int index) {
    return index == COUNT - 1 ? 0.95 : 0.5 + index * ((0.95 - 0.5) / (COUNT - 1));
  }
}
