package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import io.yolospark.config.JobConfig;
import io.yolospark.device.Compute;
import io.yolospark.device.DeviceException;
import io.yolospark.device.Devices;
import io.yolospark.device.Processor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every rank checks on its executor: the engine loads, its device works, the dataset is there;
 * and rank 0, which writes the models, the output.
 *
 * @param seesOutput whether the driver sees the output folder
 */
record ExecutorCheck(
    JobConfig config, boolean seesOutput, Broadcast<SerializableConfiguration> hadoop)
    implements RankBody<ExecutorReport> {

  @Override
  public ExecutorReport run(RankContext context) {
    List<String> problems = new ArrayList<>();
    engine(context, problems);
    Configuration configuration = hadoop.value().value();
    dataset(configuration, problems);
    if (context.rank() == 0) {
      output(configuration, problems);
    }
    return new ExecutorReport(context.host(), context.executorId(), context.gpus(), problems);
  }

  private void engine(RankContext context, List<String> problems) {
    ClusterConfig cluster = config.cluster();
    try {
      Compute.start(context.cores());
      Devices.of(cluster.device(), TrainBody.gpu(cluster, context));
      if (cluster.device() == DeviceKind.CPU && !config.model().slowPrecision()) {
        Processor.here().objection(config.model().precision()).ifPresent(problems::add);
      }
    } catch (DeviceException | ClusterException e) {
      problems.add(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      problems.add("the PyTorch engine does not load: " + line(e));
    }
  }

  private void dataset(Configuration configuration, List<String> problems) {
    Path root = new Path(config.dataset().root());
    try {
      root.getFileSystem(configuration).listStatus(root);
    } catch (IOException e) {
      problems.add(
          "dataset.root: cannot read %s there, though the driver can (%s); put it where all executors see it"
              .formatted(root, line(e)));
    }
  }

  private void output(Configuration configuration, List<String> problems) {
    Path root = new Path(config.output());
    try {
      FileSystem files = root.getFileSystem(configuration);
      if (seesOutput) {
        if (!files.exists(root)) {
          problems.add(
              "output: %s is not there, though the driver has it; give a place that all executors see"
                  .formatted(root));
          return;
        }
        Path trial = new Path(root, ".trial-" + UUID.randomUUID());
        files.create(trial, false).close();
        files.delete(trial, false);
      } else {
        files.access(nearest(files, root), FsAction.WRITE);
      }
    } catch (IOException e) {
      problems.add("output: cannot write to %s: %s".formatted(root, line(e)));
    }
  }

  /** The folder itself, or the nearest above it that exists. */
  private static Path nearest(FileSystem files, Path root) throws IOException {
    Path path = files.makeQualified(root);
    while (path.getParent() != null && !files.exists(path)) {
      path = path.getParent();
    }
    if (!files.getFileStatus(path).isDirectory()) {
      throw new IOException(path + " is a file, not a folder");
    }
    return path;
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    return failure.getClass().getSimpleName()
        + (message == null ? "" : ": " + message.replaceAll("\\s*\\R\\s*", " "));
  }
}
