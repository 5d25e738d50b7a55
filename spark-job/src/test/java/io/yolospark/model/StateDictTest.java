package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and counts of the specification, sections 2.6 and 2.7. */
class StateDictTest {

  private static final List<String> CONV =
      List.of(
          "conv.weight",
          "bn.weight",
          "bn.bias",
          "bn.running_mean",
          "bn.running_var",
          "bn.num_batches_tracked");

  @ParameterizedTest
  @CsvSource({
    "gelan-t, 1339",
    "gelan-s, 1339",
    "gelan-m, 907",
    "gelan-c, 937",
    "gelan-e, 1811",
    "yolov9-t, 1772",
    "yolov9-s, 1772",
    "yolov9-m, 1412",
    "yolov9-c, 1460",
    "yolov9-e, 2172"
  })
  void entries(String variant, int count) {
    Map<String, Tensor> entries = entries(variant);
    assertThat(entries).hasSize(count);
  }

  @Test
  void aConvHasItsEntriesInOrder() {
    assertThat(names("gelan-t", "model.0.")).isEqualTo(prefixed("model.0.", CONV));
  }

  @Test
  void downsamplingAndPoolingLayers() {
    assertThat(modules("gelan-t", "model.3.")).containsExactly("cv1"); // AConv
    assertThat(modules("gelan-c", "model.3.")).containsExactly("cv1", "cv2"); // ADown
    assertThat(modules("gelan-t", "model.1.")).containsExactly("conv", "bn");
    assertThat(modules("gelan-t", "model.2.")).containsExactly("cv1", "cv2", "cv3", "cv4"); // ELAN1
    assertThat(modules("gelan-t", "model.9.")).containsExactly("cv1", "cv5"); // SPPELAN
  }

  @Test
  void repNcspElanNestsItsParts() {
    assertThat(modules("gelan-t", "model.4.")).containsExactly("cv1", "cv2", "cv3", "cv4");
    assertThat(modules("gelan-t", "model.4.cv2.")).containsExactly("0", "1");
    assertThat(modules("gelan-t", "model.4.cv2.0.")).containsExactly("cv1", "cv2", "cv3", "m");
    assertThat(modules("gelan-t", "model.4.cv2.0.m.")).containsExactly("0", "1", "2");
    assertThat(modules("gelan-t", "model.4.cv2.0.m.1.")).containsExactly("cv1", "cv2");
    assertThat(modules("gelan-t", "model.4.cv2.0.m.1.cv1.")).containsExactly("conv1", "conv2");
    assertThat(names("gelan-t", "model.4.cv2.0.m.1.cv1.conv1."))
        .isEqualTo(prefixed("model.4.cv2.0.m.1.cv1.conv1.", CONV));
  }

  @Test
  void layersWithoutParametersHaveNoEntries() {
    for (int layer : new int[] {10, 11, 13, 14, 17, 20}) {
      assertThat(names("gelan-t", "model." + layer + ".")).isEmpty();
    }
  }

  @Test
  void aReversibleBranchHasABias() {
    assertThat(names("yolov9-c", "model.23."))
        .isEqualTo(List.of("model.23.conv.weight", "model.23.conv.bias"));
  }

  @Test
  void headsEndWithTheirBins() {
    assertThat(modules("gelan-t", "model.22.")).containsExactly("cv2", "cv3", "dfl");
    assertThat(modules("yolov9-t", "model.29."))
        .containsExactly("cv2", "cv3", "cv4", "cv5", "dfl", "dfl2");
    assertThat(modules("gelan-t", "model.22.cv2.")).containsExactly("0", "1", "2");
    assertThat(names("gelan-t", "model.22.cv3.1.2."))
        .containsExactly("model.22.cv3.1.2.weight", "model.22.cv3.1.2.bias");
    Map<String, Tensor> entries = entries("gelan-t");
    assertThat(entries.get("model.22.cv2.0.1.conv.weight").shape()).containsExactly(64, 16, 3, 3);
    assertThat(entries.get("model.22.cv2.0.2.weight").shape()).containsExactly(64, 16, 1, 1);
    assertThat(entries.get("model.22.dfl.conv.weight").shape()).containsExactly(1, 16, 1, 1);
    assertThat(entries.get("model.22.dfl.conv.weight").values())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    assertThat(entries.get("model.0.bn.num_batches_tracked").shape()).isEmpty();
    assertThat(entries.get("model.0.bn.num_batches_tracked").values()).containsExactly(9);
  }

  @Test
  void aStrictSourceDemandsEveryTensorInItsShape() {
    YoloBlock block = new YoloBlock("gelan-t", 80);
    Map<String, Tensor> tensors = new HashMap<>(entries("gelan-t"));
    TensorSource source = StateDict.strict("w", tensors);
    ModelParameter first = block.modelParameters().get(0);
    assertThat(source.values(first)).isSameAs(tensors.get(first.name()).values());

    tensors.put(first.name(), new Tensor(first.name(), new long[] {16, 27}, new float[16 * 27]));
    assertThatThrownBy(() -> source.values(first))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage(
            "Cannot use weights w: model.0.conv.weight has shape [16, 27], the model has (16, 3, 3, 3)");
    tensors.remove(first.name());
    assertThatThrownBy(() -> source.values(first))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage("Cannot use weights w: no tensor model.0.conv.weight");
  }

  private static Map<String, Tensor> entries(String variant) {
    Map<Integer, float[]> zeros = new HashMap<>();
    Map<String, Tensor> entries = new LinkedHashMap<>();
    for (Tensor tensor :
        StateDict.of(
            new YoloBlock(variant, 80),
            parameter -> zeros.computeIfAbsent(parameter.size(), float[]::new),
            9)) {
      assertThat(entries.put(tensor.name(), tensor)).as(tensor.name()).isNull();
    }
    return entries;
  }

  private static List<String> names(String variant, String prefix) {
    return entries(variant).keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** What follows the prefix up to the next dot, in order. */
  private static List<String> modules(String variant, String prefix) {
    return names(variant, prefix).stream()
        .map(name -> name.substring(prefix.length()).replaceAll("\\..*", ""))
        .distinct()
        .toList();
  }

  private static List<String> prefixed(String prefix, List<String> names) {
    return names.stream().map(name -> prefix + name).toList();
  }
}
