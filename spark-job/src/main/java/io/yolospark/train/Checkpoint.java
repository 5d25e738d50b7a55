package io.yolospark.train;

import io.yolospark.train.CheckpointReader.NotWholeException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint of a run.
 *
 * @param location its folder
 * @param epochs epochs done
 * @param step optimizer steps done of the epoch that follows
 * @param steps optimizer steps done, over all epochs
 * @param ranks that wrote it
 * @param classWidth channels of the class branch of the model
 */
public record Checkpoint(
    String location, int epochs, int step, long steps, int ranks, int classWidth)
    implements Serializable {

  private interface Look {
    CheckpointManifest at(CheckpointReader reader) throws IOException, NotWholeException;
  }

  /**
   * The newest whole checkpoint below an output folder: one whose manifest and files are there, and
   * have the sizes and checksums that they should have. Every file is read.
   *
   * @param damage is told, in a line each, of newer ones that are not whole
   * @throws IOException if the file system fails, which says nothing of the checkpoints
   */
  public static Optional<Checkpoint> newest(
      String output, Configuration hadoop, Consumer<String> damage) throws IOException {
    return newest(output, hadoop, CheckpointReader::verify, damage);
  }

  /**
   * The newest checkpoint that has a manifest, whole or not: what a run would go on from, to be
   * known before it matters.
   */
  public static Optional<Checkpoint> announced(String output, Configuration hadoop)
      throws IOException {
    return newest(output, hadoop, CheckpointReader::manifest, damage -> {});
  }

  private static Optional<Checkpoint> newest(
      String output, Configuration hadoop, Look look, Consumer<String> damage) throws IOException {
    List<Path> found = Checkpoints.found(new Path(output, Checkpoints.FOLDER), hadoop);
    for (Path each : found) {
      try {
        return Optional.of(of(each, look.at(new CheckpointReader(each, hadoop))));
      } catch (NotWholeException e) {
        damage.accept(
            "Checkpoint %s is not whole and is passed over: %s".formatted(each, e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static Checkpoint of(Path folder, CheckpointManifest manifest) {
    Progress progress = manifest.progress();
    return new Checkpoint(
        folder.toString(),
        progress.epochs(),
        progress.step(),
        progress.steps(),
        manifest.plan().worldSize(),
        manifest.classWidth());
  }

  /** Reads it. */
  CheckpointState read(Configuration hadoop) throws IOException {
    try {
      return new CheckpointReader(new Path(location), hadoop).load();
    } catch (NotWholeException e) {
      throw new IOException("it is not whole: " + e.getMessage(), e);
    }
  }
}
