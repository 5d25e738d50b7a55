package io.yolospark.job;

import io.yolospark.config.ConfigLoader;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A job that takes seconds: a small detector of two shapes on a few drawn images, in a folder.
 *
 * @param settings that it has beside those of {@value #FILE}
 */
record TinyJob(Path folder, List<String> settings) {

  static final String FILE = "job.yaml";

  /** A global batch of 4 in micro-batches of 1: each of the two ranks accumulates twice. */
  private static final String CONFIG =
      """
      name: tiny
      output: out
      dataset: {format: yolo, root: data, train: images/train, val: images/val, names: [disc, square]}
      model: {variant: gelan-t, image-size: 64}
      cluster: {executors: 2, executor-memory: 512m}
      batch: {train: {global: 4, micro: 1}, validation: {per-executor: 3}}
      train: {epochs: 2, close-mosaic: 1}
      """;

  /** Draws the images and writes the file. */
  static TinyJob draw(Path folder, int trainImages, int valImages, String... settings)
      throws IOException {
    SyntheticDataset.ensure(
        folder.resolve("data").toString(),
        new SyntheticSpec(trainImages, valImages, 64, 2, 0),
        new Configuration());
    Files.writeString(folder.resolve(FILE), CONFIG);
    return new TinyJob(folder, List.of(settings));
  }

  /** The config with these settings, which come after those of the job. */
  JobConfig config(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return load(folder.resolve(FILE), all);
  }

  static JobConfig load(Path file, List<String> settings) {
    return new ConfigLoader(new HadoopTextSource(new Configuration()))
        .load(file.toString(), settings);
  }

  /** A file of the output folder. */
  Path output(String name) {
    return folder.resolve("out").resolve(name);
  }

  String events() throws IOException {
    return Files.readString(output("events.csv"));
  }

  /** One of the executors: they are the only programs that this JVM has started. */
  static ProcessHandle executor() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }
}
