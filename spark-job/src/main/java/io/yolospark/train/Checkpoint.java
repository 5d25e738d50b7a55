package io.yolospark.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.SafetensorsReader;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A whole checkpoint of a run.
 *
 * @param location its folder
 * @param epochs epochs done
 * @param step optimizer steps done of the epoch that follows
 * @param steps optimizer steps done, over all epochs
 */
public record Checkpoint(String location, int epochs, int step, long steps)
    implements Serializable {

  /**
   * The newest whole checkpoint below an output folder: one whose manifest and files are there, and
   * have the sizes and checksums that they should have.
   *
   * @param damage is told, in a line each, of newer ones that are not whole
   */
  public static Optional<Checkpoint> newest(
      String output, Configuration hadoop, Consumer<String> damage) throws IOException {
    Path folder = new Path(output, Checkpoints.FOLDER);
    FileStatus[] found;
    try {
      found =
          folder
              .getFileSystem(hadoop)
              .listStatus(folder, path -> path.getName().startsWith(Checkpoints.PREFIX));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    Arrays.sort(found, Comparator.reverseOrder());
    for (FileStatus each : found) {
      String location = each.getPath().toString();
      try {
        Progress progress = read(location, hadoop).progress();
        return Optional.of(
            new Checkpoint(location, progress.epochs(), progress.step(), progress.steps()));
      } catch (IOException | InvalidWeightsException | IllegalArgumentException e) {
        damage.accept("Checkpoint %s is not whole: %s".formatted(location, e.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** Reads it. */
  CheckpointState read(Configuration hadoop) throws IOException {
    return read(location, hadoop);
  }

  private static CheckpointState read(String location, Configuration hadoop) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode manifest = mapper.readTree(bytes(new Path(location, Checkpoints.MANIFEST), hadoop));
    byte[] state = bytes(new Path(location, Checkpoints.STATE), hadoop);
    JsonNode expected = manifest.path("files").path(Checkpoints.STATE);
    if (state.length != expected.path("bytes").asLong(-1)) {
      throw new IOException(
          "%s has %d bytes, not %s"
              .formatted(Checkpoints.STATE, state.length, expected.path("bytes")));
    }
    CRC32C checksum = new CRC32C();
    checksum.update(state);
    if (checksum.getValue() != expected.path("crc32c").asLong(-1)) {
      throw new IOException(Checkpoints.STATE + " does not have the checksum of the manifest");
    }
    return new CheckpointState(
        location,
        mapper.convertValue(manifest.path("progress"), Progress.class),
        manifest.path("emaUpdates").asLong(),
        SafetensorsReader.read(location, new ByteArrayInputStream(state)).tensors());
  }

  private static byte[] bytes(Path file, Configuration hadoop) throws IOException {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return in.readAllBytes();
    }
  }
}
