package io.yolospark.train;

import ai.djl.ndarray.NDManager;
import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.model.Fusing;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.MainBranch;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.SafetensorsReader;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.TensorSource;
import io.yolospark.model.Transfer;
import io.yolospark.model.WeightFile;
import io.yolospark.model.YoloBlock;
import io.yolospark.model.YoloBlockFactory;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The model of a job and the values it starts from: those of {@code model.weights} as far as they
 * fit, else random ones.
 *
 * @param transfer what fits; empty where the job starts from random values
 */
public record StartWeights(YoloBlock block, Optional<Transfer> transfer) {

  /**
   * Builds the model and reads its weights.
   *
   * @throws InvalidWeightsException if there is no such file or it cannot be used
   * @throws ConfigException if {@code model.freeze} does not suit the model
   */
  public static StartWeights of(JobConfig config, Configuration hadoop) {
    String variant = config.model().variant();
    int classes = config.classNames().size();
    StartWeights start;
    if (config.model().weights() == null) {
      start = new StartWeights(new YoloBlock(config.model(), classes, 0), Optional.empty());
    } else {
      Map<String, Tensor> tensors =
          read("model.weights", config.model().weights(), hadoop).tensors();
      if (MainBranch.isNeeded(variant, tensors)) {
        tensors = MainBranch.extract(variant, tensors);
      }
      if (Fusing.isFused(tensors)) {
        throw new InvalidWeightsException(
            "model.weights: "
                + config.model().weights()
                + " is fused (no BatchNorm), which cannot be trained; give the weights it was made of");
      }
      YoloBlock block =
          new YoloBlock(config.model(), classes, StateDict.classWidth(variant, tensors));
      start = new StartWeights(block, Optional.of(usable(config, block, tensors)));
    }
    checkFrozen(config, start.block());
    return start;
  }

  /**
   * The model of a job that goes on from a checkpoint, which has its values: {@code model.weights}
   * are not read.
   */
  public static StartWeights resumed(JobConfig config, Checkpoint checkpoint) {
    int classes = config.classNames().size();
    YoloBlock block = new YoloBlock(config.model(), classes, checkpoint.classWidth());
    checkFrozen(config, block);
    return new StartWeights(block, Optional.empty());
  }

  private static Transfer usable(JobConfig config, YoloBlock block, Map<String, Tensor> tensors) {
    Transfer transfer = Transfer.of(block, tensors);
    if (transfer.fitting().isEmpty()) {
      throw new InvalidWeightsException(
          "model.weights: no tensor of "
              + config.model().weights()
              + " fits "
              + config.model().variant()
              + "; give weights of that variant with the official names");
    }
    return transfer;
  }

  private static void checkFrozen(JobConfig config, YoloBlock block) {
    List<ModelParameter> all = block.modelParameters();
    int head = all.get(all.size() - 1).layer();
    for (int layer : config.model().frozenLayers()) {
      if (layer >= head) {
        throw new ConfigException(
            List.of(
                "model.freeze: layer %d; accepted for %s: 0 to %d (the head, %d, is always trained)"
                    .formatted(layer, block.variant(), head - 1, head)));
      }
    }
  }

  /**
   * Reads a safetensors file, or that of a model folder.
   *
   * @param asker key or option that names it
   */
  static WeightFile read(String asker, String location, Configuration hadoop) {
    Path path = new Path(location);
    try {
      FileSystem fileSystem = path.getFileSystem(hadoop);
      if (fileSystem.getFileStatus(path).isDirectory()) {
        path = new Path(path, YoloBlockFactory.WEIGHTS);
      }
      try (InputStream in = new BufferedInputStream(fileSystem.open(path))) {
        return SafetensorsReader.read(path.toString(), in);
      }
    } catch (FileNotFoundException e) {
      throw new InvalidWeightsException(
          asker
              + ": "
              + path
              + " does not exist; accepted: a safetensors file, or a folder with "
              + YoloBlockFactory.WEIGHTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a checkpoint, to be trained on. */
  FlatParameters parameters(NDManager manager, JobConfig config, CheckpointState state) {
    return FlatParameters.from(
        manager, block.modelParameters(), config.model().frozenLayers(), state.parameters());
  }

  /** The values to train, on the device of the manager. */
  FlatParameters parameters(NDManager manager, JobConfig config) {
    TensorSource random = FlatParameters.random(config.seed());
    return FlatParameters.from(
        manager,
        block.modelParameters(),
        config.model().frozenLayers(),
        transfer.map(each -> each.over(random)).orElse(random));
  }
}
