package io.yolospark.report;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files under a scheme of its own, as third-party file systems are: no {@code FileContext},
 * and a rename that refuses an existing file and nests in an existing folder.
 */
public final class ClassicFileSystem extends FileSystem {

  private final RawLocalFileSystem local = new RawLocalFileSystem();

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    setConf(configuration);
    local.initialize(URI.create("file:///"), configuration);
  }

  @Override
  public URI getUri() {
    return URI.create("classic:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    try {
      return local.open(local(path), bufferSize);
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(path.toString()).initCause(e);
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return local.create(
        local(path), permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    File target = local.pathToFile(local(to));
    if (target.isFile()) {
      return false;
    }
    File source = local.pathToFile(local(from));
    Files.move(
        source.toPath(),
        target.isDirectory() ? target.toPath().resolve(source.getName()) : target.toPath());
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return local.delete(local(path), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(local.listStatus(local(path)))
        .map(ClassicFileSystem::own)
        .toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return own(local.getFileStatus(local(path)));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return local.mkdirs(local(path), permission);
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw new UnsupportedOperationException("relative paths");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("classic:///");
  }

  private static FileStatus own(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        new Path("classic", null, status.getPath().toUri().getPath()));
  }

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }
}
