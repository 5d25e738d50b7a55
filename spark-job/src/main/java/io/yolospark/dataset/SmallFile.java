package io.yolospark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whole files of annotations and lists, which are small. */
final class SmallFile {

  /** A bigger annotation is something else under the wrong name. */
  static final int LARGEST_ANNOTATION = 16 << 20;

  /** About ten million paths. */
  static final int LARGEST_LIST = 1 << 30;

  private SmallFile() {}

  /**
   * The bytes of a file of at most {@code largest}, or null if there is no such file. A file that
   * exists but cannot be opened is an error: local files report both by the same exception, so
   * existence is asked first.
   */
  static byte[] read(FileSystem fileSystem, Path path, int largest) throws IOException {
    FileStatus status;
    try {
      status = fileSystem.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
    if (status.isDirectory()) {
      throw new IOException("it is a folder");
    }
    if (status.getLen() > largest) {
      throw new IOException(status.getLen() + " bytes; at most " + largest + " are read");
    }
    byte[] bytes = new byte[(int) status.getLen()];
    try (FSDataInputStream in = fileSystem.open(path)) {
      in.readFully(bytes);
    }
    return bytes;
  }

  /** UTF-8 text without byte order mark. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
