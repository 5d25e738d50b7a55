package io.yolospark.cli;

import io.yolospark.config.ConfigException;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "synth", description = "Draws a deterministic set of shapes in YOLO layout.")
final class DatasetSynthCommand implements Callable<Integer> {

  @Option(
      names = "--root",
      required = true,
      description = "Folder of the set: any Hadoop FileSystem URI.")
  private String root;

  @Option(
      names = "--train-images",
      defaultValue = "240",
      description = "Default: ${DEFAULT-VALUE}.")
  private int trainImages;

  @Option(names = "--val-images", defaultValue = "60", description = "Default: ${DEFAULT-VALUE}.")
  private int valImages;

  @Option(
      names = "--image-side",
      defaultValue = "160",
      description = "Longer side in pixels. Default: ${DEFAULT-VALUE}.")
  private int imageSide;

  @Option(
      names = "--classes",
      defaultValue = "4",
      description = "1 to 6. Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(names = "--seed", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (root.isBlank()) {
      throw new ConfigException(List.of("--root: \"\" is empty; accepted: a path or URI"));
    }
    boolean drawn = SyntheticDataset.ensure(root, description(), new Configuration());
    spec.commandLine().getOut().println((drawn ? "Drew " : "Already there: ") + root);
    return 0;
  }

  private SyntheticSpec description() {
    try {
      return new SyntheticSpec(trainImages, valImages, imageSide, classes, seed);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(e.getMessage()));
    }
  }
}
