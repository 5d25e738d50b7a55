package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specification, section 2.8. */
class MainBranchTest {

  private static Map<String, Tensor> weights(String variant) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StateDict.of(new YoloBlock(variant, 3), each -> new float[each.size()], 5)
        .forEach(each -> tensors.put(each.name(), each));
    return tensors;
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "s", "m", "c", "e"})
  void fillsEveryTensorOfTheSingleModel(String size) {
    Map<String, Tensor> dual = weights("yolov9-" + size);
    assertThat(MainBranch.isNeeded("gelan-" + size, dual)).isTrue();
    Map<String, Tensor> single = MainBranch.extract("gelan-" + size, dual);
    Map<String, Tensor> expected = weights("gelan-" + size);
    assertThat(single.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, tensor) -> assertThat(single.get(name).shape()).isEqualTo(tensor.shape()));
    assertThat(MainBranch.isNeeded("gelan-" + size, single)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "t, model.4.cv1.conv.weight, model.4.cv1.conv.weight",
    "t, model.22.cv2.0.0.conv.weight, model.29.cv4.0.0.conv.weight",
    "c, model.0.conv.weight, model.1.conv.weight",
    "c, model.22.cv3.2.2.bias, model.38.cv5.2.2.bias",
    "m, model.22.dfl.conv.weight, model.38.dfl2.conv.weight",
    "e, model.28.cv4.conv.weight, model.28.cv4.conv.weight",
    "e, model.29.cv5.conv.weight, model.36.cv5.conv.weight",
    "e, model.42.cv3.0.0.bn.running_var, model.49.cv5.0.0.bn.running_var"
  })
  void takesEachFromItsPlace(String size, String name, String source) {
    Map<String, Tensor> dual = weights("yolov9-" + size);
    assertThat(MainBranch.extract("gelan-" + size, dual).get(name).values())
        .isSameAs(dual.get(source).values());
  }
}
