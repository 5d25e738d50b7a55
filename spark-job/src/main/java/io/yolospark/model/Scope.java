package io.yolospark.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Where a module under construction declares its tensors: a prefix of the official name, and the
 * model's list.
 *
 * @param fused whether BatchNorms are folded into their convolutions
 */
record Scope(
    String prefix, int layer, String segment, boolean fused, List<ModelParameter> declared) {

  Scope at(String name) {
    return new Scope(prefix + name + ".", layer, segment, fused, declared);
  }

  Scope at(int index) {
    return at(Integer.toString(index));
  }

  Parameter declare(String name, Role role, Initial initial, long... shape) {
    Parameter parameter =
        Parameter.builder()
            .setName(prefix + name)
            .setType(type(role))
            .optShape(new Shape(shape))
            .optRequiresGrad(role.trained())
            .optInitializer(
                (manager, size, type) -> manager.create(initial.draw(prefix + name, 0, size), size))
            .build();
    declared.add(
        new ModelParameter(
            prefix + name, parameter, new Shape(shape), role, layer, segment, initial));
    return parameter;
  }

  private static Parameter.Type type(Role role) {
    return switch (role) {
      case BIAS -> Parameter.Type.BIAS;
      case WEIGHT -> Parameter.Type.WEIGHT;
      case NORM_WEIGHT -> Parameter.Type.GAMMA;
      case RUNNING_MEAN -> Parameter.Type.RUNNING_MEAN;
      case RUNNING_VARIANCE -> Parameter.Type.RUNNING_VAR;
    };
  }
}
