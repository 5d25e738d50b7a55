package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.yolospark.device.Compute;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.YoloBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FlatParametersTest {

  @BeforeAll
  static void startEngine() {
    Compute.start(1);
  }

  private static final long SEED = 0; // the one of DJL's own initialisation of a block

  private final YoloBlock block = new YoloBlock("yolov9-t", 2);

  @Test
  void gradientsAndStatisticsAreThoseOfSeparateParameters() {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters flat = FlatParameters.initial(manager, block.modelParameters(), SEED)) {
      block
          .modelParameters()
          .forEach(each -> each.parameter().initialize(manager, DataType.FLOAT32));
      ParameterStore separate = new ParameterStore(manager, false);
      // two passes: micro-batches accumulate
      for (int pass = 0; pass < 2; pass++) {
        backward(manager, () -> separate, pass);
        try (NDManager step = manager.newSubManager()) {
          backward(manager, () -> flat.bind(step), pass);
        }
      }

      Map<String, float[]> gradients = gradients(flat);
      Map<String, float[]> values = new HashMap<>();
      flat.forEach(values::put);
      assertThat(values).hasSameSizeAs(block.modelParameters());
      int zeros = 0;
      for (ModelParameter parameter : block.modelParameters()) {
        NDArray array = parameter.parameter().getArray();
        String name = parameter.name();
        assertThat(Arrays.equals(values.get(name), array.toFloatArray())).as(name).isTrue();
        if (parameter.role().trained()) {
          float[] gradient = array.getGradient().toFloatArray();
          assertThat(Arrays.equals(gradients.get(name), gradient))
              .as("gradient of " + name)
              .isTrue();
          zeros += isZero(gradient) ? 1 : 0;
        } else {
          float[] initial = parameter.initial().draw(name, SEED, parameter.shape());
          assertThat(values.get(name)).as(name).isNotEqualTo(initial);
        }
      }
      assertThat(zeros).isZero();
    }
  }

  @Test
  void viewsShareTheMemoryOfTheLeaves() {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters flat = FlatParameters.initial(manager, SmallModel.PARAMETERS, SEED)) {
      ParameterStore store = flat.bind(manager);
      for (ModelParameter parameter : SmallModel.PARAMETERS) {
        NDArray view = store.getValue(parameter.parameter(), manager.getDevice(), true);
        assertThat(view.getShape()).isEqualTo(parameter.shape());
        assertThat(view.toFloatArray())
            .isEqualTo(parameter.initial().draw(parameter.name(), SEED, parameter.shape()));
      }
      flat.leaves().forEach(leaf -> leaf.muli(0f).addi(3f));
      flat.statistics().muli(0f).addi(5f);
      for (ModelParameter parameter : SmallModel.PARAMETERS) {
        NDArray view = store.getValue(parameter.parameter(), manager.getDevice(), true);
        assertThat(view.toFloatArray()).containsOnly(parameter.role().trained() ? 3f : 5f);
      }
    }
  }

  @Test
  void aCopyIsIndependentAndTakesNoGradients() {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters flat = FlatParameters.initial(manager, SmallModel.PARAMETERS, SEED);
        FlatParameters copy = flat.copy(manager)) {
      float[] before = flat.leaves().get(0).toFloatArray();
      assertThat(copy.leaves().get(0).toFloatArray()).isEqualTo(before);
      assertThat(copy.statistics().toFloatArray()).isEqualTo(flat.statistics().toFloatArray());
      copy.leaves().get(0).addi(1f);
      assertThat(flat.leaves().get(0).toFloatArray()).isEqualTo(before);
      assertThat(flat.leaves()).allMatch(NDArray::hasGradient);
      assertThat(copy.leaves()).noneMatch(NDArray::hasGradient);
    }
  }

  @Test
  void aSourceMustFillTheWholeTensor() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(
              () -> FlatParameters.from(manager, SmallModel.PARAMETERS, each -> new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot fill a.conv.weight: 2 values for shape (2, 3)");
    }
  }

  private void backward(NDManager manager, Supplier<ParameterStore> store, int pass) {
    float[] pixels = HashFill.image(3 * 64 * 64 * (pass + 1));
    NDArray images =
        manager.create(
            Arrays.copyOfRange(pixels, pixels.length - 3 * 64 * 64, pixels.length),
            new Shape(1, 3, 64, 64));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      HeadMaps maps = block.heads(store.get(), images, Mode.TRAIN);
      NDArray loss = manager.create(0f);
      for (List<NDArray> branch : List.of(maps.main(), maps.auxiliary())) {
        for (NDArray map : branch) {
          loss = loss.add(map.sin().sum());
        }
      }
      collector.backward(loss);
    }
  }

  private static Map<String, float[]> gradients(FlatParameters flat) {
    Map<String, float[]> gradients = new HashMap<>();
    for (int i = 0; i < flat.leaves().size(); i++) {
      float[] gradient = flat.leaves().get(i).getGradient().toFloatArray();
      int position = 0;
      for (ModelParameter parameter : flat.layouts().get(i).parameters()) {
        int end = position + parameter.size();
        gradients.put(parameter.name(), Arrays.copyOfRange(gradient, position, end));
        position = end;
      }
    }
    return gradients;
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
