package io.yolospark.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The event files of one TensorBoard run (a folder), continued by every session in files of its
 * own. HDFS and local disks show what is flushed; where a file appears only when it is closed, as
 * on object stores, each {@link #publish} ends one and the next begins. What could not be written
 * goes into the next file. Not thread-safe.
 */
final class EventFile {

  /** Hadoop's name of the capability; its constant is deprecated, the name is not. */
  private static final String FLUSH = "hflush";

  private final Configuration configuration;
  private final Path folder;
  private final Clock clock;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final long session;
  private int files;
  private boolean started;
  private FSDataOutputStream out;

  EventFile(Configuration configuration, Path folder, Clock clock) {
    this.configuration = configuration;
    this.folder = folder;
    this.clock = clock;
    session = clock.millis();
  }

  /** Adds numbers at a step, by tag; to be shown by {@link #flush} or {@link #publish}. */
  void add(long step, Map<String, Double> values) {
    if (!started) {
      pending.writeBytes(EventRecord.start(clock.instant(), step));
      started = true;
    }
    pending.writeBytes(EventRecord.scalars(clock.instant(), step, values));
  }

  /** Shows what was added if that needs no new file. */
  void flush() {
    write(false);
  }

  /** Shows what was added. */
  void publish() {
    write(true);
  }

  void close() {
    try {
      write(true);
    } finally {
      abandon(null);
    }
  }

  private void write(boolean endFile) {
    if (pending.size() == 0) {
      return;
    }
    try {
      if (out == null) {
        out = open();
      }
      boolean flushes = out.hasCapability(FLUSH);
      if (!flushes && !endFile) {
        return;
      }
      pending.writeTo(out);
      if (flushes) {
        out.hflush();
      } else {
        out.close();
        out = null;
      }
      pending.reset();
    } catch (FSError e) {
      throw failed(WholeFile.plain(e));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException cause) {
    abandon(cause);
    return new UncheckedIOException("Cannot write TensorBoard's events to " + folder, cause);
  }

  private FSDataOutputStream open() throws IOException {
    // checksums are kept for blocks of 512 bytes, which flushing does not end
    FileSystem fileSystem = WholeFile.unchecked(folder.getFileSystem(configuration));
    String name = "events.out.tfevents.%d.%04d.yolospark".formatted(session, files++);
    FSDataOutputStream stream = fileSystem.create(new Path(folder, name), false);
    stream.write(EventRecord.version(clock.instant()));
    return stream;
  }

  private void abandon(IOException cause) {
    try (FSDataOutputStream last = out) {
      out = null;
    } catch (IOException | FSError e) {
      if (cause == null) {
        IOException failure = e instanceof FSError error ? WholeFile.plain(error) : (IOException) e;
        throw new UncheckedIOException("Cannot end TensorBoard's events in " + folder, failure);
      }
      cause.addSuppressed(e);
    }
  }
}
