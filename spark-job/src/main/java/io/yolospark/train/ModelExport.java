package io.yolospark.train;

import io.yolospark.config.ConfigException;
import io.yolospark.model.Fusing;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.MainBranch;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.Tensor;
import io.yolospark.model.TensorType;
import io.yolospark.model.WeightFile;
import io.yolospark.model.YoloBlockFactory;
import io.yolospark.report.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a model folder again: in another type, without its auxiliary branch, or fused for faster
 * detection.
 *
 * @param type of the weights
 * @param mainBranch whether a yolov9 model becomes its gelan counterpart
 * @param fused whether BatchNorms are folded into their convolutions
 */
public record ModelExport(TensorType type, boolean mainBranch, boolean fused) {

  /**
   * Exports a folder that a training run has left.
   *
   * @param from model folder: any Hadoop FileSystem URI
   * @param to folder to make; a model that is there is not overwritten
   * @return one line that says what was written
   * @throws InvalidWeightsException if {@code from} is no model folder
   * @throws ConfigException if {@code to} holds a model, or {@code from} no branch to leave out
   */
  public String run(String from, String to, Configuration hadoop) throws IOException {
    Path target = new Path(to);
    if (target.getFileSystem(hadoop).exists(new Path(target, YoloBlockFactory.WEIGHTS))) {
      throw new ConfigException(List.of("--to: " + to + " holds a model; give another folder"));
    }
    ModelFolder source = ModelFolder.open(from, hadoop);
    WeightFile file = StartWeights.read("--model", from, hadoop);
    String variant = source.variant();
    Map<String, Tensor> tensors = file.tensors();
    if (mainBranch) {
      String single = MainBranch.single(variant);
      if (!MainBranch.isNeeded(single, tensors)) {
        throw new ConfigException(
            List.of("--main-branch: " + from + " is a " + variant + ", which has no other"));
      }
      tensors = MainBranch.extract(single, tensors);
      variant = single;
    }
    if (fused) {
      tensors = Fusing.apply(tensors);
    }
    Map<String, String> metadata = new TreeMap<>(file.metadata());
    metadata.put("variant", variant);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafetensorsWriter.write(bytes, metadata, List.copyOf(tensors.values()), type);
    WholeFile.write(hadoop, new Path(target, YoloBlockFactory.WEIGHTS), bytes.toByteArray());
    new ModelFolder(to, variant, source.imageSize(), source.names()).describe(hadoop);
    return "%s: %s, %d tensors, %s, %,d bytes"
        .formatted(to, variant, tensors.size(), type, bytes.size());
  }
}
