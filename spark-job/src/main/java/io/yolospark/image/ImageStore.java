package io.yolospark.image;

import io.yolospark.dataset.ImageRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Reads, decodes and caches the images of records. Thread-safe. */
final class ImageStore {

  private static final int MAX_FILE_BYTES = 1 << 29;

  private final List<ImageRecord> records;
  private final int size;
  private final Configuration hadoop;
  private final Consumer<BadImage> report;
  private final BoundedCache<byte[]> files;
  private final PixelCache images;
  private final Decoding decoding;
  private final Map<Integer, BadImage> bad = new ConcurrentHashMap<>();

  ImageStore(
      List<ImageRecord> records,
      int size,
      Configuration hadoop,
      CacheLimits limits,
      Decoding decoding,
      Consumer<BadImage> report) {
    OpenCv.load();
    this.records = List.copyOf(records);
    this.size = size;
    this.hadoop = hadoop;
    this.decoding = decoding;
    this.report = report;
    this.files = new BoundedCache<>(limits.encodedBytes());
    this.images = limits.pixelCache();
  }

  /**
   * The image of a record, its long side resized; to be used in the caller's native scope.
   *
   * @throws ImageDecodeException when it cannot be decoded; reported the first time
   * @throws UncheckedIOException when the file cannot be read
   */
  PixelImage image(int record) {
    PixelImage cached = images.find(record);
    if (cached != null) {
      return cached;
    }
    BadImage known = bad.get(record);
    if (known != null) {
      throw new ImageDecodeException(known.uri(), known.reason());
    }
    try {
      return load(record);
    } catch (ImageDecodeException e) {
      BadImage image = new BadImage(e.uri(), e.reason());
      if (bad.putIfAbsent(record, image) == null) {
        report.accept(image);
      }
      throw e;
    }
  }

  private PixelImage load(int record) {
    String uri = records.get(record).uri();
    byte[] known = files.find(record);
    byte[] encoded = known == null ? read(uri) : known;
    PixelImage image = PixelImage.decode(uri, encoded, size, decoding);
    boolean kept = images.offer(record, image);
    if (known == null && !kept) {
      files.offer(record, () -> encoded, encoded.length);
    }
    return image;
  }

  private byte[] read(String uri) {
    try {
      byte[] encoded = readAtMost(new Path(uri), MAX_FILE_BYTES);
      if (encoded.length == MAX_FILE_BYTES) {
        throw new ImageDecodeException(uri, "the file has " + MAX_FILE_BYTES + " bytes or more");
      }
      return encoded;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read image " + uri + ": " + e.getMessage(), e);
    }
  }

  private byte[] readAtMost(Path path, int bytes) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (fileSystem instanceof LocalFileSystem local) {
      // straight from the disk, in one piece: Hadoop's checksum layer would take a third of the
      // decoder's time
      java.nio.file.Path file = local.pathToFile(path).toPath();
      if (Files.size(file) < bytes) {
        return Files.readAllBytes(file);
      }
    }
    try (InputStream input = fileSystem.open(path)) {
      return input.readNBytes(bytes);
    }
  }
}
