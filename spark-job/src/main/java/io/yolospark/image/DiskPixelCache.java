package io.yolospark.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Images in one file on a local disk, written once and read through memory maps: what is in the
 * system's page cache is read without a copy. The file is unlinked as soon as it is open, so that
 * nothing is left behind however the process ends. As {@link BoundedCache} it evicts nothing.
 * Thread-safe.
 */
final class DiskPixelCache implements PixelCache {

  /** Mapped at once; an image lies within one segment. */
  private static final long SEGMENT_BYTES = 1L << 30;

  private final Path folder;
  private final long limitBytes;
  private final long segmentBytes;
  private final ConcurrentMap<Integer, PixelImage> images = new ConcurrentHashMap<>();
  private RandomAccessFile file; // guarded by this
  private MappedByteBuffer segment; // guarded by this
  private long segmentStart; // guarded by this
  private long end; // guarded by this

  /**
   * @param folder where the file is made with the first image
   * @param limitBytes most bytes of the file
   */
  DiskPixelCache(Path folder, long limitBytes) {
    this(folder, limitBytes, SEGMENT_BYTES);
  }

  DiskPixelCache(Path folder, long limitBytes, long segmentBytes) {
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.segmentBytes = Math.min(segmentBytes, limitBytes);
  }

  @Override
  public PixelImage find(int record) {
    return images.get(record);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException when the file cannot be written
   */
  @Override
  public synchronized boolean offer(int record, PixelImage image) {
    if (images.containsKey(record)) {
      return true; // another worker was faster
    }
    try {
      if (!reserve(image.bytes())) {
        return false;
      }
      byte[] pixels = new byte[image.bytes()];
      image.pixels().get(0, pixels);
      file.seek(end);
      file.write(pixels);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep images in %s (dataset.cache-folder): %s".formatted(folder, e.getMessage()),
          e);
    }
    ByteBuffer kept = segment.slice((int) (end - segmentStart), image.bytes());
    end += image.bytes();
    images.put(record, new PixelImage(kept, image.width(), image.height(), image.letterbox()));
    return true;
  }

  /** Whether the bytes fit, from {@code end} on and within the current segment. */
  private boolean reserve(int bytes) throws IOException {
    if (bytes > segmentBytes) {
      return false;
    }
    boolean nextSegment = segment == null || end + bytes > segmentStart + segment.capacity();
    long start = nextSegment && segment != null ? segmentStart + segment.capacity() : segmentStart;
    if ((nextSegment ? start : end) + bytes > limitBytes) {
      return false;
    }
    if (nextSegment) {
      if (file == null) {
        file = open();
      }
      long length = Math.min(segmentBytes, limitBytes - start);
      file.setLength(start + length); // takes room on the disk only where it is written
      segment = file.getChannel().map(MapMode.READ_ONLY, start, length);
      segmentStart = start;
      end = start;
    }
    return true;
  }

  private RandomAccessFile open() throws IOException {
    Files.createDirectories(folder);
    Path path = Files.createTempFile(folder, "yolospark-images-", ".cache");
    try {
      return new RandomAccessFile(path.toFile(), "rw");
    } finally {
      Files.delete(path);
    }
  }
}
