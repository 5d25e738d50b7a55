package io.yolospark.loss;

import static io.yolospark.detect.BoxDistribution.BINS;
import static io.yolospark.detect.BoxDistribution.CHANNELS;
import static io.yolospark.detect.BoxDistribution.SIDES;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.detect.Anchors;
import io.yolospark.detect.BoxDistribution;

/** The three loss terms of one branch of the head, for a given assignment. */
final class BranchLoss {
  private final Anchors anchors;
  private final NDArray joined;
  private final Assignment assignment;
  private final ClassLoss classLoss;

  /**
   * Takes what assignment has made.
   *
   * @param joined (B, 64 + classes, A), with gradient
   */
  BranchLoss(Anchors anchors, NDArray joined, Assignment assignment, ClassLoss classLoss) {
    this.anchors = anchors;
    this.joined = joined;
    this.assignment = assignment;
    this.classLoss = classLoss;
  }

  double scoreSum() {
    return assignment.scoreSum();
  }

  /** Box, class and distribution focal terms as (3), summed over the batch, not normalised. */
  NDArray terms() {
    NDArray allLogits = joined.split(new long[] {CHANNELS}, 1).get(1);
    boolean plain = classLoss.isPlain();
    NDArray cls =
        plain
            ? allLogits.getNDArrayInternal().softPlus().sum()
            : classLoss.sum(allLogits, assignment.foreground());
    if (assignment.foreground().isEmpty()) {
      NDArray zero = joined.getManager().create(0f);
      return NDArrays.stack(new NDList(zero, cls, zero));
    }
    ForegroundTargets targets =
        ForegroundTargets.of(assignment.foreground(), anchors, joined.getShape().get(1));
    NDManager manager = joined.getManager();
    int count = targets.count();
    NDArray scores = manager.create(targets.scores(), new Shape(1, count));

    // one gather for the 64 box channels and the logit of the target class of every foreground
    // anchor; the indices are unique, so the backward pass adds nothing twice
    NDArray gathered = joined.take(manager, manager.create(targets.indices()));
    NDList parts = gathered.split(new long[] {(long) CHANNELS * count});
    NDArray logits = parts.get(1);
    if (plain) {
      // BCE with logits is softplus(x) - x t, and t is 0 but for one class of foreground anchors
      cls = cls.sub(logits.mul(scores).sum());
    }

    NDArray logBins = parts.get(0).reshape(SIDES, BINS, count).logSoftmax(1);
    NDArray binWeights = manager.create(targets.binWeights(), new Shape(SIDES, BINS, count));
    NDArray dfl = logBins.mul(binWeights).sum().neg();

    NDList distances = BoxDistribution.expectation(logBins.exp()).split(2);
    NDArray points = manager.create(targets.points(), new Shape(2, count));
    NDList predicted = new NDList(points.sub(distances.get(0)), points.add(distances.get(1)));
    NDList target = manager.create(targets.boxes(), new Shape(SIDES, count)).split(2);
    NDArray box = CompleteIou.of(predicted, target).neg().add(1f).mul(scores).sum();
    return NDArrays.stack(new NDList(box, cls, dfl));
  }
}
