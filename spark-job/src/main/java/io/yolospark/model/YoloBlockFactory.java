package io.yolospark.model;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Parameter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Lets DJL's {@code Criteria} load a model folder: builds the block that {@code serving.properties}
 * names ({@code variant}, {@code classes}) with the weights of {@value #WEIGHTS}, frozen.
 */
public final class YoloBlockFactory implements BlockFactory {

  /** Name of the weight file in a model folder. */
  public static final String WEIGHTS = "model.safetensors";

  private static final long serialVersionUID = 1L;

  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    Path weights = modelPath.resolve(WEIGHTS);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(weights))) {
      return read(
          argument(arguments, "variant"),
          Integer.parseInt(argument(arguments, "classes")),
          model.getNDManager(),
          weights.toString(),
          in);
    }
  }

  /**
   * A block with stored weights, frozen.
   *
   * @param manager owns the weights
   * @param name what messages call the weight file
   * @throws InvalidWeightsException if the file is malformed or of another model
   */
  public static YoloBlock read(
      String variant, int classes, NDManager manager, String name, InputStream in)
      throws IOException {
    Map<String, Tensor> tensors = SafetensorsReader.read(name, in).tensors();
    YoloBlock block =
        new YoloBlock(
            variant, classes, StateDict.classWidth(variant, tensors), Fusing.isFused(tensors));
    load(block, manager, StateDict.strict(name, tensors));
    return block;
  }

  private static void load(YoloBlock block, NDManager manager, TensorSource source) {
    for (ModelParameter parameter : block.modelParameters()) {
      NDArray values = manager.create(source.values(parameter), parameter.shape());
      Parameter handle = parameter.parameter();
      // a prediction thread may have autograd on: it must not record
      handle.freeze(true);
      // a parameter whose shape is known takes its array from an initializer alone
      handle.setInitializer((ignored, shape, type) -> values);
      handle.initialize(manager, values.getDataType());
    }
  }

  private static String argument(Map<String, ?> arguments, String key) {
    Object value = arguments.get(key);
    if (value == null) {
      throw new IllegalArgumentException("Cannot load the model: serving.properties lacks " + key);
    }
    return value.toString();
  }
}
