package io.yolospark.train;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files, of which one is never written to its end: after some bytes the writer says so on
 * standard output and stands still, for somebody to kill it.
 */
public final class StallingFileSystem extends RawLocalFileSystem {

  static final String STALLED = "stalled";

  /** Setting: part of the path of that file. */
  static final String FILE = "stalling.file";

  /** Setting: bytes until then. */
  static final String BYTES = "stalling.bytes";

  @Override
  public URI getUri() {
    return URI.create("stalling:///");
  }

  @Override
  public String getScheme() {
    return "stalling";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return stalling(
        path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
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
    return stalling(
        path,
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  private FSDataOutputStream stalling(Path path, FSDataOutputStream out) {
    if (!path.toString().contains(getConf().get(FILE))) {
      return out;
    }
    return new FSDataOutputStream(new Stalling(out, getConf().getLong(BYTES, 0)), null);
  }

  private static final class Stalling extends FilterOutputStream {

    private long left;

    Stalling(OutputStream out, long left) {
      super(out);
      this.left = left;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, (int) Math.min(left, length));
      left -= length;
      if (left <= 0) {
        out.flush();
        System.out.println(STALLED);
        try {
          TimeUnit.MINUTES.sleep(5);
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
      }
    }
  }
}
