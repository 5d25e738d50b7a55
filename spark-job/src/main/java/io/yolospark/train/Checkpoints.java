package io.yolospark.train;

import io.yolospark.model.SafetensorsWriter;
import io.yolospark.report.WholeFile;
import io.yolospark.train.CheckpointManifest.FileSum;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Checkpoints of a run: one folder each, with {@value #STATE} (parameters, {@code ema.} tensors,
 * and the optimizer's buffers, such as {@code momentum.} tensors) and {@value #MANIFEST}, which is
 * written last: a folder that is not as its manifest says is not a checkpoint.
 */
final class Checkpoints {

  static final String STATE = "state.safetensors";
  static final String MANIFEST = "manifest.json";
  static final String FOLDER = "checkpoints";
  private static final String NAME = "epoch-[0-9]{5}(-step-[0-9]{6})?";

  private final Path folder;
  private final int keep;
  private final Configuration hadoop;

  /**
   * Those in a folder.
   *
   * @param keep how many stay, beside that of the best epoch
   */
  Checkpoints(Path folder, int keep, Configuration hadoop) {
    this.folder = folder;
    this.keep = keep;
    this.hadoop = hadoop;
  }

  /** Folders that are named as checkpoints are, the newest first. */
  static List<Path> found(Path folder, Configuration hadoop) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      for (FileStatus each : folder.getFileSystem(hadoop).listStatus(folder)) {
        if (each.isDirectory() && each.getPath().getName().matches(NAME)) {
          found.add(each.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    found.sort(Comparator.comparing(Path::getName).reversed());
    return found;
  }

  /** Names sort by progress: an epoch's before those within the epoch that follows. */
  static String name(Progress progress) {
    String name = epochName(progress.epochs());
    return progress.step() == 0 ? name : name + "-step-%06d".formatted(progress.step());
  }

  private static String epochName(int epochs) {
    return "epoch-%05d".formatted(epochs);
  }

  /**
   * Writes a checkpoint, then deletes older ones beyond the number to keep.
   *
   * @return bytes of its state
   */
  long write(Snapshot snapshot) throws IOException {
    Path target = new Path(folder, name(snapshot.progress()));
    // what a writer that was killed may have left of it
    folder.getFileSystem(hadoop).delete(target, true /* recursive */);
    FileSum state = writeState(new Path(target, STATE), snapshot);
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Told to end before the manifest of " + target);
    }
    byte[] manifest = snapshot.manifest().with(Map.of(STATE, state)).toJson();
    WholeFile.write(hadoop, new Path(target, MANIFEST), manifest);
    deleteOlder(snapshot.progress());
    return state.bytes();
  }

  private FileSum writeState(Path file, Snapshot snapshot) throws IOException {
    CRC32C checksum = new CRC32C();
    long[] bytes = new long[1];
    WholeFile.write(
        hadoop,
        file,
        out -> {
          CheckedOutputStream checked = new CheckedOutputStream(out, checksum);
          bytes[0] = SafetensorsWriter.write(checked, Map.of("format", "pt"), snapshot.tensors());
        });
    return new FileSum(bytes[0], checksum.getValue());
  }

  private void deleteOlder(Progress newest) throws IOException {
    String best = epochName(newest.best().epoch() + 1);
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    int kept = 0;
    for (Path each : found(folder, hadoop)) {
      String name = each.getName();
      if (name.compareTo(name(newest)) > 0) {
        continue; // not of this run's past
      }
      boolean whole = fileSystem.exists(new Path(each, MANIFEST));
      if (whole && kept < keep) {
        kept++;
      } else if (!(whole && name.equals(best))) {
        fileSystem.delete(each, true /* recursive */);
      }
    }
  }
}
