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
 * names ({@code variant}, {@code classes}, {@code class-width}) with the weights of {@value
 * #WEIGHTS}, frozen.
 */
public final class YoloBlockFactory implements BlockFactory {

  /** Name of the weight file in a model folder. */
  public static final String WEIGHTS = "model.safetensors";

  private static final long serialVersionUID = 1L;

  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    YoloBlock block =
        new YoloBlock(
            argument(arguments, "variant"),
            Integer.parseInt(argument(arguments, "classes")),
            Integer.parseInt(argument(arguments, "class-width")));
    Path weights = modelPath.resolve(WEIGHTS);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(weights))) {
      load(
          block,
          model.getNDManager(),
          StateDict.strict(
              weights.toString(), SafetensorsReader.read(weights.toString(), in).tensors()));
    }
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
