package io.yolospark.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.yolospark.config.TrainConfig.LossConfig;
import io.yolospark.detect.Anchors;
import io.yolospark.detect.BoxDecoder;
import io.yolospark.detect.BoxDistribution;
import io.yolospark.detect.LevelMaps;
import io.yolospark.detect.Predictions;

/**
 * Loss of a YOLOv9 detector with one head or a main and an auxiliary one: CIoU, distribution focal
 * and class loss over task-aligned targets. Computed in float32. Stateless, hence thread-safe.
 */
public final class DetectionLoss {
  private final LossConfig config;
  private final TaskAlignedAssigner assigner = new TaskAlignedAssigner(TaskAlignedAssigner.TOP_K);

  public DetectionLoss(LossConfig config) {
    this.config = config;
  }

  /**
   * Assigns targets to anchors, each branch by its own predictions. Assignment runs on the host:
   * from a GPU it costs, per branch, one copy of the boxes and one of the logits, and waits for
   * them. Everything that stays on the engine is attached to the manager of the maps.
   *
   * @param main main branch, one (B, 64 + classes, h, w) float32 map per level, finest first
   * @param auxiliary auxiliary branch likewise; null where the model has none
   * @param targets of the same B images
   * @throws IllegalArgumentException when images, image size or class ids do not fit the maps
   */
  public LossStep prepare(NDList main, NDList auxiliary, TargetBatch targets) {
    check(main, targets);
    if (auxiliary != null) {
      check(auxiliary, targets);
    }
    return new LossStep(
        config, assign(main, targets), auxiliary == null ? null : assign(auxiliary, targets));
  }

  private BranchLoss assign(NDList maps, TargetBatch targets) {
    Anchors anchors = Anchors.of(maps);
    NDArray joined = LevelMaps.join(maps);
    Predictions predictions = BoxDecoder.decode(anchors, joined);
    return new BranchLoss(
        anchors, joined, assigner.assign(predictions, targets), new ClassLoss(config));
  }

  private static void check(NDList maps, TargetBatch targets) {
    Shape shape = maps.get(0).getShape();
    Anchors.Level finest = Anchors.of(maps).levels().get(0);
    if (shape.get(0) != targets.images()
        || finest.width() * finest.stride() != targets.width()
        || finest.height() * finest.stride() != targets.height()) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot compute the loss: head map %s does not belong to %d images of %d x %d pixels",
              shape, targets.images(), targets.width(), targets.height()));
    }
    long classes = shape.get(1) - BoxDistribution.CHANNELS;
    for (int image = 0; image < targets.images(); image++) {
      for (int classId : targets.image(image).classIds()) {
        if (classId < 0 || classId >= classes) {
          throw new IllegalArgumentException(
              String.format(
                  "Cannot compute the loss: class %d of image %d is not among the %d of the model",
                  classId, image, classes));
        }
      }
    }
  }
}
