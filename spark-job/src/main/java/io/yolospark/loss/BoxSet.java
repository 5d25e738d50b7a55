package io.yolospark.loss;

/**
 * Boxes on the host with what CIoU needs of each by itself, so that it is not computed again for
 * every pair.
 *
 * @param corners x1, y1, x2, y2 per box
 * @param angles arc tangent of width / height per box
 */
record BoxSet(float[] corners, float[] angles) {
  static BoxSet of(float[] corners) {
    float[] angles = new float[corners.length / 4];
    for (int i = 0; i < angles.length; i++) {
      float width = corners[4 * i + 2] - corners[4 * i];
      float height = corners[4 * i + 3] - corners[4 * i + 1] + CompleteIou.EPSILON;
      angles[i] = (float) Math.atan(width / height);
    }
    return new BoxSet(corners, angles);
  }
}
