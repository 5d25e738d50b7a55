package io.yolospark.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A CSV file with one header line. It is small, and is written whole each time, because local and
 * object-store file systems do not append.
 */
final class TableFile {

  private final Configuration configuration;
  private final Path path;
  private final String header;
  private boolean behind;

  TableFile(Configuration configuration, Path path, String header) {
    this.configuration = configuration;
    this.path = path;
    this.header = header;
  }

  /**
   * The rows an earlier run left; none where there is no file.
   *
   * @throws IOException also if the file has other columns
   */
  List<String> read() throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    List<String> lines;
    try (FSDataInputStream in = fileSystem.open(path)) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
    if (lines.isEmpty() || !lines.get(0).equals(header)) {
      throw new IOException(
          "Cannot continue %s: its first line is not \"%s\"; move it away or choose another output"
              .formatted(path, header));
    }
    return lines.subList(1, lines.size());
  }

  void write(List<String> rows) {
    behind = true;
    StringBuilder text = new StringBuilder(header).append('\n');
    rows.forEach(row -> text.append(row).append('\n'));
    try {
      WholeFile.write(configuration, path, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    behind = false;
  }

  /** Writes again if the last time failed. */
  void catchUp(List<String> rows) {
    if (behind) {
      write(rows);
    }
  }
}
