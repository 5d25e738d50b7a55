package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.Configs;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.SegmentCut;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentedBackwardTest {

  private static final int SIDE = 96;
  private static final DetectionLoss LOSS =
      new DetectionLoss(Configs.load(Configs.LEAST).train().loss());

  @ParameterizedTest
  @CsvSource({
    "gelan-t, TRAIN, -1",
    "gelan-t, FROZEN, -1",
    "yolov9-t, TRAIN, -1",
    "yolov9-t, FROZEN, -1",
    // in the middle of a segment; after it, later segments read frozen and trained outputs
    "yolov9-t, TRAIN, 5",
    "yolov9-t, TRAIN, 9",
    "yolov9-t, TRAIN, 14",
    "yolov9-c, TRAIN, -1",
    "yolov9-e, TRAIN, -1",
  })
  void gradientsAndStatisticsAreThoseOfOneBackwardPassBitForBit(
      String variant, Mode mode, int lastFrozen) {
    Set<Integer> frozen =
        IntStream.rangeClosed(0, lastFrozen).boxed().collect(Collectors.toUnmodifiableSet());
    YoloBlock block = new YoloBlock(variant, 3);
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters whole = parameters(manager, block, frozen);
        FlatParameters pieces = parameters(manager, block, frozen)) {
      for (int micro = 0; micro < 2; micro++) {
        backward(manager, block, whole, mode, micro, null);
        List<String> finished = new ArrayList<>();
        backward(manager, block, pieces, mode, micro, finished);

        List<String> order = new ArrayList<>(block.segments());
        Collections.reverse(order);
        assertThat(finished).isEqualTo(order);
        for (int leaf = 0; leaf < whole.leaves().size(); leaf++) {
          float[] expected = whole.leaves().get(leaf).getGradient().toFloatArray();
          float[] actual = pieces.leaves().get(leaf).getGradient().toFloatArray();
          assertThat(IntStream.range(0, expected.length).anyMatch(i -> expected[i] != 0)).isTrue();
          assertThat(Arrays.equals(actual, expected))
              .as("gradient of " + whole.leaves().get(leaf).getName())
              .isTrue();
        }
        assertThat(pieces.statistics().toFloatArray()).isEqualTo(whole.statistics().toFloatArray());
      }
    }
  }

  private static FlatParameters parameters(
      NDManager manager, YoloBlock block, Set<Integer> frozen) {
    return FlatParameters.from(manager, block.modelParameters(), frozen, HashFill::values);
  }

  private static void backward(
      NDManager manager,
      YoloBlock block,
      FlatParameters parameters,
      Mode mode,
      int micro,
      List<String> finished) {
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      float[] pixels = HashFill.image((micro + 1) * 3 * SIDE * SIDE);
      NDArray images =
          step.create(
                  Arrays.copyOfRange(pixels, micro * 3 * SIDE * SIDE, pixels.length),
                  new Shape(1, SIDE, SIDE, 3))
              .transpose(0, 3, 1, 2);
      SegmentedBackward backward = new SegmentedBackward();
      HeadMaps maps =
          block.heads(
              parameters.bind(step),
              images,
              mode,
              parameters.frozenLayers(),
              finished == null ? SegmentCut.NONE : backward);
      TargetBatch targets =
          TargetBatch.of(
              List.of(new float[] {micro, .5f, .5f, .4f, .6f, 2, .25f, .3f, .3f, .2f}), SIDE, SIDE);
      LossStep prepared = LOSS.prepare(maps.main(), maps.auxiliary(), targets);
      NDArray loss = prepared.total(prepared.scoreSums(), 1).total();
      if (finished == null) {
        collector.backward(loss);
      } else {
        NDArray first = parameters.leaves().get(0);
        float[] before = first.getGradient().toFloatArray();
        backward.run(
            collector,
            loss,
            block.segments(),
            segment -> {
              finished.add(segment);
              if (finished.size() == 1) {
                assertThat(first.getGradient().toFloatArray()).as("not yet").isEqualTo(before);
              }
            });
      }
    }
  }
}
