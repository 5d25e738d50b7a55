package io.yolospark.job;

import io.yolospark.config.ConfigException;
import io.yolospark.report.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run. An earlier run in it is never overwritten: it is refused, or moved aside.
 */
final class OutputFolder {

  private static final Logger LOG = LoggerFactory.getLogger(OutputFolder.class);

  private final Path root;
  private final Configuration hadoop;

  private OutputFolder(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /**
   * Claims the folder for a new run by writing the resolved config into it.
   *
   * @param restart whether an earlier run is moved aside instead of refused
   * @throws ConfigException if it holds an earlier run and {@code restart} is not asked for
   * @throws ClusterException if it cannot be written
   */
  static OutputFolder claim(
      String output, boolean restart, String resolvedConfig, Configuration hadoop) {
    Path root = new Path(output);
    try {
      FileSystem fileSystem = root.getFileSystem(hadoop);
      if (fileSystem.exists(root) && fileSystem.listStatus(root).length > 0) {
        if (!restart) {
          throw new ConfigException(
              List.of(
                  "output: "
                      + output
                      + " already holds files; give another folder, or --restart to move it aside and start anew"));
        }
        archive(fileSystem, root);
      }
      OutputFolder folder = new OutputFolder(root, hadoop);
      folder.write("config.yaml", resolvedConfig);
      return folder;
    } catch (IOException e) {
      throw new ClusterException("output: cannot write " + output + ": " + e.getMessage(), e);
    }
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

  void write(String name, String text) throws IOException {
    WholeFile.write(hadoop, path(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
