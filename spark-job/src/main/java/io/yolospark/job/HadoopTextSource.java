package io.yolospark.job;

import io.yolospark.config.TextSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads configs and descriptors from any Hadoop FileSystem; a path without scheme is a file of this
 * machine.
 */
public final class HadoopTextSource implements TextSource {

  private final Configuration hadoop;

  public HadoopTextSource(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public String read(String location) throws IOException {
    Path path = new Path(qualify(location));
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public String qualify(String location) {
    Path path = new Path(location);
    if (path.toUri().getScheme() != null) {
      return path.toString();
    }
    try {
      LocalFileSystem local = FileSystem.getLocal(hadoop);
      return local.makeQualified(path).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot reach the local file system", e);
    }
  }
}
