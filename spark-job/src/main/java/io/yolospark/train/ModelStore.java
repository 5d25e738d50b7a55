package io.yolospark.train;

import io.yolospark.config.JobConfig;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import io.yolospark.model.YoloBlockFactory;
import io.yolospark.report.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What rank 0 writes into the output folder: the model folders {@code best} and {@code last}, and
 * checkpoints. Every file is whole or absent; in a model folder only the weights ever change, so
 * the folder is consistent at any moment.
 */
final class ModelStore {
  private final JobConfig config;
  private final YoloBlock block;
  private final Configuration hadoop;
  private final Checkpoints checkpoints;

  ModelStore(JobConfig config, YoloBlock block, Configuration hadoop) {
    this.config = config;
    this.block = block;
    this.hadoop = hadoop;
    checkpoints =
        new Checkpoints(
            new Path(config.output(), Checkpoints.FOLDER), config.checkpoint().keep(), hadoop);
  }

  void writeBest(FlatParameters weights, long steps) {
    writeModel(new Path(config.output(), "best"), weights, steps);
  }

  void writeLast(FlatParameters weights, long steps) {
    writeModel(new Path(config.output(), "last"), weights, steps);
  }

  void writeCheckpoint(FlatParameters parameters, Update update, Progress progress) {
    checkpoints.write(block, parameters, update, progress);
  }

  private void writeModel(Path folder, FlatParameters weights, long steps) {
    Map<String, float[]> values = new HashMap<>();
    weights.forEach(values::put);
    List<Tensor> tensors = StateDict.of(block, parameter -> values.get(parameter.name()), steps);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      SafetensorsWriter.write(bytes, metadata(), tensors);
      WholeFile.write(hadoop, new Path(folder, YoloBlockFactory.WEIGHTS), bytes.toByteArray());
      new ModelFolder(
              folder.toString(),
              config.model().variant(),
              config.model().imageSize(),
              config.classNames())
          .describe(hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> metadata() {
    // sorted: Map.of has another order in every JVM, and equal runs leave equal files
    return new TreeMap<>(Map.of("format", "pt", "variant", config.model().variant()));
  }
}
