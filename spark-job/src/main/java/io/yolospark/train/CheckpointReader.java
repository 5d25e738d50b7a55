package io.yolospark.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.SafetensorsReader;
import io.yolospark.model.Tensor;
import io.yolospark.train.CheckpointManifest.FileSum;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads a checkpoint, and proves that it is whole. Stateless. */
final class CheckpointReader {

  /** A checkpoint is not as its manifest says, or has none. */
  static final class NotWholeException extends Exception {
    NotWholeException(String message) {
      super(message);
    }
  }

  private final Path folder;
  private final FileSystem fileSystem;

  CheckpointReader(Path folder, Configuration hadoop) throws IOException {
    this.folder = folder;
    fileSystem = folder.getFileSystem(hadoop);
  }

  /** What the manifest says, whether the files are so or not. */
  CheckpointManifest manifest() throws IOException, NotWholeException {
    try (InputStream in = open(Checkpoints.MANIFEST)) {
      CheckpointManifest manifest = CheckpointManifest.parse(in.readAllBytes());
      if (!manifest.isComplete()) {
        throw new NotWholeException(Checkpoints.MANIFEST + " lacks entries");
      }
      return manifest;
    } catch (JsonProcessingException | ChecksumException e) {
      throw new NotWholeException(Checkpoints.MANIFEST + " is damaged: " + firstLine(e));
    }
  }

  /** The manifest, once every file has been found to be as it says. */
  CheckpointManifest verify() throws IOException, NotWholeException {
    CheckpointManifest manifest = manifest();
    for (Map.Entry<String, FileSum> file : manifest.files().entrySet()) {
      CRC32C checksum = new CRC32C();
      long bytes;
      try (InputStream in = new CheckedInputStream(open(file.getKey()), checksum)) {
        bytes = in.transferTo(OutputStream.nullOutputStream());
      } catch (ChecksumException e) {
        throw new NotWholeException(file.getKey() + " is damaged: " + firstLine(e));
      }
      compare(file.getKey(), file.getValue(), new FileSum(bytes, checksum.getValue()));
    }
    return manifest;
  }

  /** Everything, read once: the checksum is compared before anything is used. */
  CheckpointState load() throws IOException, NotWholeException {
    CheckpointManifest manifest = manifest();
    FileSum wanted = manifest.files().get(Checkpoints.STATE);
    long bytes = fileSystem.getFileStatus(new Path(folder, Checkpoints.STATE)).getLen();
    CRC32C checksum = new CRC32C();
    Map<String, Tensor> tensors;
    try (InputStream in =
        new BufferedInputStream(new CheckedInputStream(open(Checkpoints.STATE), checksum))) {
      tensors = SafetensorsReader.read(Checkpoints.STATE, in).tensors();
    } catch (InvalidWeightsException | ChecksumException e) {
      throw new NotWholeException(firstLine(e));
    }
    compare(Checkpoints.STATE, wanted, new FileSum(bytes, checksum.getValue()));
    return new CheckpointState(folder.toString(), manifest, tensors);
  }

  private static void compare(String name, FileSum wanted, FileSum found) throws NotWholeException {
    if (found.bytes() != wanted.bytes()) {
      throw new NotWholeException(
          "%s has %d bytes instead of %d".formatted(name, found.bytes(), wanted.bytes()));
    }
    if (found.crc32c() != wanted.crc32c()) {
      throw new NotWholeException(
          "%s has checksum %08x instead of %08x".formatted(name, found.crc32c(), wanted.crc32c()));
    }
  }

  private InputStream open(String file) throws IOException, NotWholeException {
    try {
      return fileSystem.open(new Path(folder, file));
    } catch (FileNotFoundException e) {
      throw new NotWholeException("it has no " + file);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
