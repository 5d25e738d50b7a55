package io.yolospark.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.yolospark.model.Initial;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.Role;
import java.util.List;

/** Tensors as of a model of two segments, few enough to compute by hand. */
final class SmallModel {

  /** In official order, in which the groups of the optimizer are mixed. */
  static final List<ModelParameter> PARAMETERS =
      List.of(
          parameter("a.conv.weight", Role.WEIGHT, "backbone", 2, 3),
          parameter("a.bn.weight", Role.NORM_WEIGHT, "backbone", 2),
          parameter("a.bn.bias", Role.BIAS, "backbone", 2),
          parameter("a.bn.running_mean", Role.RUNNING_MEAN, "backbone", 2),
          parameter("a.bn.running_var", Role.RUNNING_VARIANCE, "backbone", 2),
          parameter("b.weight", Role.WEIGHT, "heads", 1, 4),
          parameter("b.bias", Role.BIAS, "heads", 1),
          parameter("b.bn.weight", Role.NORM_WEIGHT, "heads", 3),
          parameter("c.weight", Role.WEIGHT, "backbone", 5));

  private SmallModel() {}

  private static ModelParameter parameter(String name, Role role, String segment, long... shape) {
    return new ModelParameter(
        name,
        Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build(),
        new Shape(shape),
        role,
        0,
        segment,
        new Initial(true, 1));
  }
}
