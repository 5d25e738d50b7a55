package io.yolospark.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.TrainConfig.LossConfig;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.LossValue;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.YoloBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model filled by hash, with the two images of the golden rows and their five objects. Not
 * thread-safe.
 */
final class GoldenModel implements AutoCloseable {

  private static final int IMAGES = 2;
  private static final LossConfig REFERENCE_GAINS = new LossConfig(7.5, 0.5, 1.5, 0.25, 0, 1, 0);

  private final NDManager manager = NDManager.newBaseManager();
  private final YoloBlock block;
  private final FlatParameters parameters;
  private final NDArray images;
  private final TargetBatch targets;

  /**
   * Fills the model.
   *
   * @param classes where there are fewer than 80, class c of the recipe is c modulo them
   * @param side of the square images in pixels, a multiple of 32
   */
  GoldenModel(String variant, int classes, int side) {
    this(new YoloBlock(variant, classes), side);
  }

  /**
   * Fills a model.
   *
   * @param side of the square images in pixels, a multiple of 32
   */
  GoldenModel(YoloBlock block, int side) {
    this.block = block;
    int classes = block.classes();
    parameters = FlatParameters.from(manager, block.modelParameters(), HashFill::values);
    Shape shape = new Shape(IMAGES, 3, side, side);
    images = manager.create(HashFill.image((int) shape.size()), shape);
    int c3 = 3 % classes;
    int c17 = 17 % classes;
    int c79 = 79 % classes;
    targets =
        TargetBatch.of(
            List.of(
                new float[] {
                  c3, .5f, .5f, .4f, .6f, c17, .25f, .3f, .2f, .2f, c3, .55f, .5f, .5f, .5f
                },
                new float[] {c79, .7f, .6f, .5f, .7f, 0, .1f, .9f, .1f, .12f}),
            side,
            side);
  }

  YoloBlock block() {
    return block;
  }

  FlatParameters parameters() {
    return parameters;
  }

  NDArray images() {
    return images;
  }

  /** Forward alone; training updates the running statistics. */
  HeadMaps heads(Mode mode) {
    return block.heads(parameters.bind(manager), images, mode);
  }

  /** Forward, loss and backward. */
  GoldenRow row(Mode mode) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      HeadMaps maps = heads(mode);
      LossValue value = loss(maps);
      collector.backward(value.total());
      return GoldenRow.of(maps, value, gradientNorms());
    }
  }

  /** The loss of float32 maps, normalised. */
  LossValue loss(HeadMaps maps) {
    LossStep step =
        new DetectionLoss(REFERENCE_GAINS).prepare(maps.main(), maps.auxiliary(), targets);
    return step.total(step.scoreSums(), IMAGES);
  }

  private Map<String, Double> gradientNorms() {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (int i = 0; i < parameters.leaves().size(); i++) {
      float[] values;
      try (NDArray gradient = parameters.leaves().get(i).getGradient()) {
        values = gradient.toFloatArray();
      }
      int offset = 0;
      for (ModelParameter parameter : parameters.layouts().get(i).parameters()) {
        int end = offset + parameter.size();
        double squares = 0;
        for (; offset < end; offset++) {
          squares += (double) values[offset] * values[offset];
        }
        norms.put(parameter.name(), Math.sqrt(squares));
      }
    }
    return norms;
  }

  @Override
  public void close() {
    manager.close();
  }
}
