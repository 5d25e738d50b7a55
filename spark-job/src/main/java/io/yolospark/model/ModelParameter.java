package io.yolospark.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * One tensor of a model.
 *
 * @param name the official state_dict name, such as {@code
 *     model.4.cv2.0.m.1.cv1.conv1.bn.running_var}
 * @param parameter DJL's handle, the key under which a {@link ai.djl.training.ParameterStore}
 *     serves the value
 * @param layer number of the layer it belongs to
 * @param segment name of the part of the model it belongs to, such as neck or heads: backward runs
 *     part by part
 * @param initial PyTorch's default initialisation for it (yolov9 specification, sections 1.1 and
 *     1.4)
 */
public record ModelParameter(
    String name,
    Parameter parameter,
    Shape shape,
    Role role,
    int layer,
    String segment,
    Initial initial) {

  /** Number of elements. */
  public int size() {
    return Math.toIntExact(shape.size());
  }
}
