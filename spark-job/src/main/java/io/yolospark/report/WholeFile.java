package io.yolospark.report;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Writes files of which a reader sees the old content, the new content or no file, never a part.
 *
 * <p>The content goes to a hidden file in the same folder, which is then renamed over the target.
 * On HDFS and local disks the rename is one atomic step, so that a file once there is always there;
 * on file systems without such a rename it may be absent for a moment. An object store, where a
 * rename is a copy, shows an object in one step when its stream is closed: there the target itself
 * is written. Thread-safe; of concurrent writers the last one wins.
 */
public final class WholeFile {

  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private WholeFile() {}

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Creates or replaces a file, with the folders above it.
   *
   * @throws IOException naming the file, if it cannot be written; the old content then stays
   */
  public static void write(Configuration configuration, Path path, byte[] content)
      throws IOException {
    write(configuration, path, out -> out.write(content));
  }

  /**
   * Creates or replaces a file that need not be in memory as a whole.
   *
   * @throws IOException naming the file, if it cannot be written; the old content then stays
   */
  public static void write(Configuration configuration, Path path, Content content)
      throws IOException {
    try {
      FileSystem fileSystem = unchecked(path.getFileSystem(configuration));
      Path target = fileSystem.makeQualified(path);
      if (fileSystem.hasPathCapability(target, CommonPathCapabilities.ABORTABLE_STREAM)) {
        writeAtOnce(fileSystem, target, content);
      } else {
        writeBeside(fileSystem, target, content);
      }
    } catch (IOException e) {
      throw new IOException("Cannot write " + path + ": " + e.getMessage(), e);
    } catch (FSError e) {
      throw new IOException("Cannot write " + path + ": " + plain(e).getMessage(), e);
    }
  }

  /**
   * Hadoop's local file system throws an Error where a disk is full, and an Error ends an executor.
   */
  static IOException plain(FSError error) {
    return error.getCause() instanceof IOException cause ? cause : new IOException(error);
  }

  private static void writeAtOnce(FileSystem fileSystem, Path target, Content content)
      throws IOException {
    try (FSDataOutputStream out = fileSystem.create(target, true)) {
      try {
        content.writeTo(out);
      } catch (Throwable e) {
        out.abort(); // or closing it would publish what is there
        throw e;
      }
    }
  }

  private static void writeBeside(FileSystem fileSystem, Path target, Content content)
      throws IOException {
    Path temporary =
        new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FSDataOutputStream out = fileSystem.create(temporary, false)) {
        content.writeTo(out);
      }
      replace(fileSystem, temporary, target);
    } catch (IOException | RuntimeException | FSError e) {
      discard(fileSystem, temporary, e);
      throw e;
    }
  }

  /**
   * Deletes the hidden files of writers that were killed, in a folder and below, where nobody
   * writes meanwhile.
   *
   * @return their names
   */
  public static List<String> deleteLeftovers(Configuration configuration, Path folder)
      throws IOException {
    FileSystem fileSystem = unchecked(folder.getFileSystem(configuration));
    List<String> deleted = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(folder, true);
      while (files.hasNext()) {
        Path file = files.next().getPath();
        if (TEMPORARY.matcher(file.getName()).matches()) {
          fileSystem.delete(file, false);
          deleted.add(file.getName());
        }
      }
    } catch (FileNotFoundException e) {
      // no such folder, or not any more
    }
    return deleted;
  }

  /**
   * Local files are written below Hadoop's checksum layer: it keeps a second file beside each, and
   * two files cannot be replaced in one step, so a reader in between would see corruption.
   */
  static FileSystem unchecked(FileSystem fileSystem) {
    return fileSystem instanceof ChecksumFileSystem checked
        ? checked.getRawFileSystem()
        : fileSystem;
  }

  private static void replace(FileSystem fileSystem, Path temporary, Path target)
      throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      replaceLocal(local, temporary, target);
      return;
    }
    try {
      FileContext.getFileContext(target.toUri(), fileSystem.getConf())
          .rename(temporary, target, Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      replaceInTwoSteps(fileSystem, temporary, target);
    }
  }

  private static void replaceLocal(RawLocalFileSystem local, Path temporary, Path target)
      throws IOException {
    File file = local.pathToFile(target);
    // a checksum of older content, left by another writer, must go before the content changes
    Files.deleteIfExists(new File(file.getParentFile(), "." + file.getName() + ".crc").toPath());
    Files.move(local.pathToFile(temporary).toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** For file systems that only know the classic API, whose rename refuses an existing target. */
  private static void replaceInTwoSteps(FileSystem fileSystem, Path temporary, Path target)
      throws IOException {
    if (fileSystem.exists(target)) {
      // renaming onto a folder would nest the file in it
      if (fileSystem.getFileStatus(target).isDirectory()) {
        throw new IOException("it is a folder");
      }
      fileSystem.delete(target, false);
    }
    if (!fileSystem.rename(temporary, target)) {
      throw new IOException("renaming " + temporary + " failed");
    }
  }

  private static void discard(FileSystem fileSystem, Path temporary, Throwable cause) {
    try {
      fileSystem.delete(temporary, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
