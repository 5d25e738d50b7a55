package io.yolospark.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files that appear whole when they are closed, as on object stores. */
public final class ClosingFileSystem extends RawLocalFileSystem {

  @Override
  public URI getUri() {
    return URI.create("closing:///");
  }

  @Override
  public String getScheme() {
    return "closing";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    return new FSDataOutputStream(stream(path), null);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    return new FSDataOutputStream(stream(path), null);
  }

  private OutputStream stream(Path path) {
    java.nio.file.Path file = pathToFile(path).toPath();
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, toByteArray());
      }
    };
  }
}
