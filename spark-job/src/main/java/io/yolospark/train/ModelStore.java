package io.yolospark.train;

import io.yolospark.config.JobConfig;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.StateDict;
import io.yolospark.model.Tensor;
import io.yolospark.model.YoloBlock;
import io.yolospark.model.YoloBlockFactory;
import io.yolospark.report.WholeFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The model folders {@code best} and {@code last} of a run. Every file is whole or absent; only the
 * weights ever change, so the folder is consistent at any moment.
 */
final class ModelStore {
  private final JobConfig config;
  private final YoloBlock block;
  private final Configuration hadoop;

  ModelStore(JobConfig config, YoloBlock block, Configuration hadoop) {
    this.config = config;
    this.block = block;
    this.hadoop = hadoop;
  }

  void writeBest(FlatValues weights, long steps) throws IOException {
    writeModel(new Path(config.output(), "best"), weights, steps);
  }

  void writeLast(FlatValues weights, long steps) throws IOException {
    writeModel(new Path(config.output(), "last"), weights, steps);
  }

  private void writeModel(Path folder, FlatValues weights, long steps) throws IOException {
    Map<String, float[]> values = weights.byName();
    List<Tensor> tensors = StateDict.of(block, parameter -> values.get(parameter.name()), steps);
    WholeFile.write(
        hadoop,
        new Path(folder, YoloBlockFactory.WEIGHTS),
        out -> SafetensorsWriter.write(out, metadata(), tensors));
    new ModelFolder(
            folder.toString(),
            config.model().variant(),
            config.model().imageSize(),
            config.classNames())
        .describe(hadoop);
  }

  private Map<String, String> metadata() {
    // sorted: Map.of has another order in every JVM, and equal runs leave equal files
    return new TreeMap<>(Map.of("format", "pt", "variant", config.model().variant()));
  }
}
