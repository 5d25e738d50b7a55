package io.yolospark.job;

import io.yolospark.config.ConfigDifference;
import io.yolospark.config.ConfigException;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.ConfigWriter;
import io.yolospark.config.JobConfig;
import io.yolospark.report.ResultJson;
import io.yolospark.report.RunResult;
import io.yolospark.report.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run. Files of another are never overwritten: they are refused, or moved aside.
 * What an attempt left that ended before it trained, for a mistake in the config or the dataset, is
 * no obstacle to the next.
 */
final class OutputFolder {

  private static final Logger LOG = LoggerFactory.getLogger(OutputFolder.class);

  static final String CONFIG = "config.yaml";
  static final String PLAN = "plan.json";
  static final String DATASET = "dataset.txt";
  static final String RESULT = "result.json";

  /** All that a run writes before it trains. */
  private static final Set<String> BEFORE_TRAINING = Set.of(CONFIG, PLAN, DATASET, RESULT);

  private final Path root;
  private final Configuration hadoop;
  private boolean sameEpochs;

  private OutputFolder(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /**
   * Claims the folder for a run by writing the resolved config into it. An unfinished run of the
   * same config that is there is gone on with.
   *
   * @param restart whether an earlier run is moved aside instead
   * @throws ConfigException if it holds a run of another config, or other files, and {@code
   *     restart} is not asked for
   * @throws ClusterException if it cannot be written
   */
  static OutputFolder claim(JobConfig config, boolean restart, Configuration hadoop) {
    Path root = new Path(config.output());
    try {
      FileSystem fileSystem = root.getFileSystem(hadoop);
      OutputFolder folder = new OutputFolder(root, hadoop);
      if (fileSystem.exists(root)) {
        folder.clear(fileSystem, config, restart);
      }
      if (folder.finished().isEmpty()) {
        folder.write(CONFIG, ConfigWriter.write(config));
      }
      return folder;
    } catch (IOException e) {
      throw new ClusterException(
          "output: cannot write to " + config.output() + ": " + e.getMessage(), e);
    }
  }

  private void clear(FileSystem fileSystem, JobConfig config, boolean restart) throws IOException {
    if (!fileSystem.getFileStatus(root).isDirectory()) {
      throw new IOException("it is a file, not a folder");
    }
    FileStatus[] found = fileSystem.listStatus(root);
    if (found.length == 0 || isFailedPreparation(found)) {
      for (FileStatus each : found) {
        fileSystem.delete(each.getPath(), false);
      }
    } else if (restart) {
      archive(fileSystem, root);
    } else {
      JobConfig before = earlier().orElseThrow(this::refusal);
      ConfigDifference difference = ConfigDifference.between(before, config);
      if (!difference.refused().isEmpty()) {
        throw new ConfigException(difference.refused());
      }
      difference.accepted().forEach(each -> LOG.info("The run goes on with {}", each));
      sameEpochs = before.train().epochs() == config.train().epochs();
    }
  }

  private ConfigException refusal() {
    return new ConfigException(
        List.of(
            "output: "
                + root
                + " already holds files; give another folder, or --restart to move it aside and start anew"));
  }

  /** The config of the run that is there; empty if the files are of something else. */
  private Optional<JobConfig> earlier() throws IOException {
    if (!path(CONFIG).getFileSystem(hadoop).exists(path(CONFIG))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ConfigLoader(new HadoopTextSource(hadoop)).load(path(CONFIG).toString(), List.of()));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** How the run ended that is there, if it went through all its epochs or stopped early. */
  Optional<RunResult> finished() throws IOException {
    return sameEpochs
        ? ResultJson.read(hadoop, path(RESULT)).filter(result -> result.exitCode() == 0)
        : Optional.empty();
  }

  private static boolean isFailedPreparation(FileStatus[] found) {
    Set<String> names =
        Arrays.stream(found).map(each -> each.getPath().getName()).collect(Collectors.toSet());
    return names.contains(RESULT)
        && BEFORE_TRAINING.containsAll(names)
        && Arrays.stream(found).allMatch(FileStatus::isFile);
  }

  private static void archive(FileSystem fileSystem, Path root) throws IOException {
    FileStatus status = fileSystem.getFileStatus(root);
    int number = 1;
    Path target = root.suffix("." + number);
    while (fileSystem.exists(target)) {
      target = root.suffix("." + ++number);
    }
    if (!fileSystem.rename(status.getPath(), target)) {
      throw new IOException("cannot move the earlier run to " + target);
    }
    LOG.info("Moved the earlier run to {}", target);
  }

  Path path(String name) {
    return new Path(root, name);
  }

  /** Text that was written; empty if there is no such file. */
  Optional<String> read(String name) throws IOException {
    try (InputStream in = path(name).getFileSystem(hadoop).open(path(name))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  void write(String name, String text) throws IOException {
    WholeFile.write(hadoop, path(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
