package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.model.ModelParameter;
import io.yolospark.model.Role;
import io.yolospark.model.YoloBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentLayoutTest {

  @Test
  void anOptimizerGroupIsOneRange() {
    List<SegmentLayout> layouts = SegmentLayout.of(SmallModel.PARAMETERS);

    assertThat(layouts).extracting(SegmentLayout::name).containsExactly("backbone", "heads");
    assertThat(layouts.get(0).parameters())
        .extracting(ModelParameter::name)
        .containsExactly("a.bn.bias", "a.conv.weight", "c.weight", "a.bn.weight");
    assertThat(layouts.get(0).weightsStart()).isEqualTo(2);
    assertThat(layouts.get(0).normsStart()).isEqualTo(2 + 6 + 5);
    assertThat(layouts.get(0).size()).isEqualTo(2 + 6 + 5 + 2);
    assertThat(layouts.get(1).parameters())
        .extracting(ModelParameter::name)
        .containsExactly("b.bias", "b.weight", "b.bn.weight");
    assertThat(layouts.get(1).weightsStart()).isEqualTo(1);
    assertThat(layouts.get(1).normsStart()).isEqualTo(5);
    assertThat(layouts.get(1).size()).isEqualTo(8);
  }

  @Test
  void segmentsHoldEveryTrainedTensorOfAModelOnce() {
    List<ModelParameter> all = new YoloBlock("yolov9-t", 3).modelParameters();
    List<SegmentLayout> layouts = SegmentLayout.of(all);

    assertThat(layouts)
        .extracting(SegmentLayout::name)
        .containsExactlyInAnyOrder("backbone-1", "backbone-2", "neck", "auxiliary", "heads");
    assertThat(layouts.stream().flatMap(layout -> layout.parameters().stream()))
        .containsExactlyInAnyOrderElementsOf(
            all.stream().filter(each -> each.role().trained()).toList());
    for (SegmentLayout layout : layouts) {
      int position = 0;
      for (ModelParameter parameter : layout.parameters()) {
        assertThat(role(layout, position)).as(parameter.name()).isEqualTo(parameter.role());
        position += parameter.size();
        assertThat(role(layout, position - 1)).as(parameter.name()).isEqualTo(parameter.role());
      }
      assertThat(layout.size()).isEqualTo(position);
    }
  }

  private static Role role(SegmentLayout layout, int position) {
    if (position < layout.weightsStart()) {
      return Role.BIAS;
    }
    return position < layout.normsStart() ? Role.WEIGHT : Role.NORM_WEIGHT;
  }
}
