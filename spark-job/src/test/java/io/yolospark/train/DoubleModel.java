package io.yolospark.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The golden model in float64 by the plain operations: what every computation in float32 is to come
 * near to. The loss alone, a function of the maps without depth, is computed in float32.
 */
final class DoubleModel {

  private final Map<Parameter, NDArray> values = new HashMap<>();

  private DoubleModel() {}

  /** Gradients in the order of the leaves of {@link FlatParameters}. */
  static List<double[]> gradients(String variant, int classes, int side, Mode mode) {
    YoloBlock block = new YoloBlock(variant, classes);
    try (GoldenModel golden = new GoldenModel(block, side);
        NDManager manager = NDManager.newBaseManager()) {
      DoubleModel model = new DoubleModel();
      for (ModelParameter each : block.modelParameters()) {
        model.values.put(each.parameter(), model.array(manager, each));
      }
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray images = golden.images().toType(DataType.FLOAT64, true);
        HeadMaps wide = block.heads(model.store(manager), images, mode);
        HeadMaps maps = new HeadMaps(narrow(wide.main()), narrow(wide.auxiliary()));
        collector.backward(golden.loss(maps).total());
        NDArray product = product(wide.main(), maps.main());
        collector.backward(
            wide.auxiliary() == null
                ? product
                : product.add(product(wide.auxiliary(), maps.auxiliary())));
      }
      List<double[]> gradients = new ArrayList<>();
      for (SegmentLayout layout : golden.parameters().layouts()) {
        gradients.add(
            layout.parameters().stream()
                .map(each -> model.values.get(each.parameter()).getGradient())
                .map(NDArray::toDoubleArray)
                .flatMapToDouble(Arrays::stream)
                .toArray());
      }
      return gradients;
    }
  }

  private NDArray array(NDManager manager, ModelParameter parameter) {
    NDArray array =
        manager
            .create(HashFill.values(parameter), parameter.shape())
            .toType(DataType.FLOAT64, false);
    array.setRequiresGradient(parameter.role().trained());
    return array;
  }

  /** Copies in float32 from which a backward pass of its own starts. */
  private static NDList narrow(NDList maps) {
    if (maps == null) {
      return null;
    }
    NDList narrow = new NDList();
    for (NDArray map : maps) {
      NDArray leaf = map.stopGradient().toType(DataType.FLOAT32, true);
      leaf.setRequiresGradient(true);
      narrow.add(leaf);
    }
    return narrow;
  }

  /** Its gradient by the first maps is that of the loss by the second ones. */
  private static NDArray product(NDList wide, NDList narrow) {
    NDArray sum = null;
    for (int i = 0; i < wide.size(); i++) {
      NDArray gradient = narrow.get(i).getGradient().toType(DataType.FLOAT64, true);
      NDArray product = wide.get(i).mul(gradient).sum();
      sum = sum == null ? product : sum.add(product);
    }
    return sum;
  }

  private ParameterStore store(NDManager manager) {
    return new ParameterStore(manager, false) {
      @Override
      public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return values.get(parameter);
      }
    };
  }
}
