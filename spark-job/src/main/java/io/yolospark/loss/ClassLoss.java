package io.yolospark.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.yolospark.config.TrainConfig.LossConfig;
import java.util.List;

/**
 * Binary cross-entropy of class logits over dense targets, with label smoothing (arXiv:1512.00567),
 * a weight of positive targets and focal weighting (arXiv:1708.02002). Background anchors are never
 * smoothed: there are thousands of them for each object. Stateless.
 */
final class ClassLoss {

  private static final float FOCAL_ALPHA = 0.25f;
  private static final float LEAST_FOCAL_BASE = 1e-7f;

  private final LossConfig config;

  ClassLoss(LossConfig config) {
    this.config = config;
  }

  /** Whether none of the options is on, so that the sum needs no dense targets. */
  boolean isPlain() {
    return config.labelSmoothing() == 0
        && config.clsPositiveWeight() == 1
        && config.focalGamma() == 0;
  }

  /**
   * The loss, summed over images, classes and anchors.
   *
   * @param logits (B, classes, A), with gradient
   * @return 0-dimensional
   */
  NDArray sum(NDArray logits, List<Assignment.Foreground> foreground) {
    NDManager manager = logits.getManager();
    NDArray targets = manager.create(targets(logits.getShape(), foreground), logits.getShape());
    // with x the logit and w the weight of positives, -w t log p - (1 - t) log(1 - p) is
    // softplus(x) (1 + (w - 1) t) - w t x
    float weight = (float) config.clsPositiveWeight();
    NDArray both = Factor.times(targets, weight - 1).add(1f);
    NDArray entropy =
        logits
            .getNDArrayInternal()
            .softPlus()
            .mul(both)
            .sub(logits.mul(Factor.times(targets, weight)));
    return config.focalGamma() == 0
        ? entropy.sum()
        : entropy.mul(focalWeights(logits, targets)).sum();
  }

  /** alpha (1 - p)^gamma for a positive, (1 - alpha) p^gamma for a negative, blends between. */
  private NDArray focalWeights(NDArray logits, NDArray targets) {
    NDArray probability = Activation.sigmoid(logits);
    NDArray missed = targets.add(probability).sub(Factor.times(targets.mul(probability), 2f));
    NDArray gamma = logits.getManager().create((float) config.focalGamma());
    // a power below 1 has no slope at 0
    NDArray modulation = missed.clip(LEAST_FOCAL_BASE, 1f).pow(gamma);
    NDArray alpha = Factor.times(targets, 2 * FOCAL_ALPHA - 1).add(1 - FOCAL_ALPHA);
    return modulation.mul(alpha);
  }

  private float[] targets(Shape shape, List<Assignment.Foreground> foreground) {
    int classes = (int) shape.get(1);
    int anchors = (int) shape.get(2);
    float others = (float) (config.labelSmoothing() / 2);
    float[] targets = new float[(int) shape.size()];
    for (Assignment.Foreground anchor : foreground) {
      for (int classId = 0; classId < classes; classId++) {
        float share = classId == anchor.classId() ? 1 - others : others;
        int at = (anchor.image() * classes + classId) * anchors + anchor.anchor();
        targets[at] = anchor.score() * share;
      }
    }
    return targets;
  }
}
