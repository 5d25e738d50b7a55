package io.yolospark.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/**
 * Complete IoU of two boxes (arXiv:1911.08287): IoU less the squared distance of the centres over
 * the squared diagonal of the enclosing box, less a penalty for a different aspect ratio. As in the
 * reference, an epsilon is added to heights but not to widths.
 */
final class CompleteIou {
  static final float EPSILON = 1e-7f;
  private static final float ASPECT_WEIGHT = (float) (4 / (Math.PI * Math.PI));

  private CompleteIou() {}

  /**
   * CIoU of the i-th box of one set and the j-th of another, on the host, float32 throughout.
   *
   * @return from about -1.5 to 1
   */
  static float of(BoxSet first, int i, BoxSet second, int j) {
    float[] a = first.corners();
    float[] b = second.corners();
    int at = 4 * i;
    int bt = 4 * j;
    float w1 = a[at + 2] - a[at];
    float h1 = a[at + 3] - a[at + 1] + EPSILON;
    float w2 = b[bt + 2] - b[bt];
    float h2 = b[bt + 3] - b[bt + 1] + EPSILON;
    float overlapX = Math.max(0, Math.min(a[at + 2], b[bt + 2]) - Math.max(a[at], b[bt]));
    float overlapY = Math.max(0, Math.min(a[at + 3], b[bt + 3]) - Math.max(a[at + 1], b[bt + 1]));
    float intersection = overlapX * overlapY;
    float iou = intersection / (w1 * h1 + w2 * h2 - intersection + EPSILON);

    float enclosingX = Math.max(a[at + 2], b[bt + 2]) - Math.min(a[at], b[bt]);
    float enclosingY = Math.max(a[at + 3], b[bt + 3]) - Math.min(a[at + 1], b[bt + 1]);
    float diagonal = enclosingX * enclosingX + enclosingY * enclosingY + EPSILON;
    float shiftX = b[bt] + b[bt + 2] - a[at] - a[at + 2];
    float shiftY = b[bt + 1] + b[bt + 3] - a[at + 1] - a[at + 3];
    float distance = (shiftX * shiftX + shiftY * shiftY) / 4;

    float angle = second.angles()[j] - first.angles()[i];
    float aspect = ASPECT_WEIGHT * angle * angle;
    float alpha = aspect / (aspect - iou + (1 + EPSILON));
    return iou - (distance / diagonal + aspect * alpha);
  }

  /**
   * CIoU of n pairs of boxes, with gradient except through the weight of the aspect penalty.
   *
   * @param a corners: first (2, n) of x1, y1, second (2, n) of x2, y2
   * @param b corners likewise
   * @return (1, n)
   */
  static NDArray of(NDList a, NDList b) {
    NDArray low1 = a.get(0);
    NDArray high1 = a.get(1);
    NDArray low2 = b.get(0);
    NDArray high2 = b.get(1);
    NDList size1 = high1.sub(low1).split(2);
    NDList size2 = high2.sub(low2).split(2);
    NDArray w1 = size1.get(0);
    NDArray h1 = size1.get(1).add(EPSILON);
    NDArray w2 = size2.get(0);
    NDArray h2 = size2.get(1).add(EPSILON);
    NDList overlap =
        NDArrays.minimum(high1, high2)
            .sub(NDArrays.maximum(low1, low2))
            .clip(0f, Float.MAX_VALUE)
            .split(2);
    NDArray intersection = overlap.get(0).mul(overlap.get(1));
    NDArray union = w1.mul(h1).add(w2.mul(h2)).sub(intersection).add(EPSILON);
    NDArray iou = intersection.div(union);

    NDArray enclosing = NDArrays.maximum(high1, high2).sub(NDArrays.minimum(low1, low2));
    NDArray diagonal = squaredLength(enclosing).add(EPSILON);
    NDArray shift = low2.add(high2).sub(low1.add(high1));
    NDArray distance = Factor.times(squaredLength(shift), 0.25f);

    NDArray angle = w2.div(h2).atan().sub(w1.div(h1).atan());
    NDArray aspect = Factor.times(angle.square(), ASPECT_WEIGHT);
    NDArray fixed = aspect.stopGradient();
    NDArray alpha = fixed.div(fixed.sub(iou.stopGradient()).add(1 + EPSILON));
    return iou.sub(distance.div(diagonal).add(aspect.mul(alpha)));
  }

  private static NDArray squaredLength(NDArray vector) {
    return vector.square().sum(new int[] {0}, true);
  }
}
