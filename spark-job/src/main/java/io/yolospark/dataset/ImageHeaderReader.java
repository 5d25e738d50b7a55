package io.yolospark.dataset;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the size of a JPEG, PNG, BMP or WebP image and sees whether the file goes to its end,
 * mostly without reading all of it. The format is known by the first bytes, not by the name. EXIF
 * orientation is taken where the decoder (OpenCV) takes it.
 */
final class ImageHeaderReader {

  private static final int SMALLEST_SIDE = 10;

  /** OpenCV's limit for images. */
  private static final long MOST_PIXELS = 1L << 30;

  private ImageHeaderReader() {}

  /**
   * Reads a header.
   *
   * @throws BadImageException if the image cannot be used, with the reason
   */
  static ImageHeader read(FileSystem fileSystem, Path path) throws BadImageException {
    try {
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isDirectory()) {
        throw new BadImageException(ProblemKind.UNREADABLE_IMAGE, "it is a folder");
      }
      if (status.getLen() == 0) {
        throw new BadImageException(ProblemKind.UNREADABLE_IMAGE, "the file is empty");
      }
      try (FSDataInputStream in = fileSystem.open(path)) {
        return checked(read(new ImageInput(in, status.getLen())));
      }
    } catch (BadImageException e) {
      throw e;
    } catch (FileNotFoundException e) {
      throw new BadImageException(ProblemKind.MISSING_IMAGE, "the file does not exist");
    } catch (EOFException e) {
      throw new BadImageException(
          ProblemKind.TRUNCATED_IMAGE, "the file ends before the image does");
    } catch (IOException e) {
      throw new BadImageException(ProblemKind.UNREADABLE_IMAGE, OneLine.of(e));
    }
  }

  private static ImageHeader read(ImageInput in) throws IOException {
    byte[] magic = in.bytes(0, (int) Math.min(16, in.length()));
    if (startsWith(magic, 0xFF, 0xD8)) {
      return JpegHeader.read(in);
    }
    if (startsWith(magic, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return PngHeader.read(in);
    }
    if (startsWith(magic, 'B', 'M')) {
      return BmpHeader.read(in);
    }
    if (startsWith(magic, 'R', 'I', 'F', 'F') && magic.length >= 12 && magic[8] == 'W') {
      return WebpHeader.read(in);
    }
    throw new BadImageException(
        ProblemKind.UNSUPPORTED_IMAGE,
        "the content is none of JPEG, PNG, BMP and WebP; convert the image");
  }

  private static ImageHeader checked(ImageHeader header) throws BadImageException {
    String size = header.width() + "x" + header.height() + " px";
    if (header.width() < SMALLEST_SIDE || header.height() < SMALLEST_SIDE) {
      throw new BadImageException(
          ProblemKind.IMAGE_SIZE, size + "; both sides need " + SMALLEST_SIDE + " px");
    }
    if ((long) header.width() * header.height() > MOST_PIXELS) {
      throw new BadImageException(
          ProblemKind.IMAGE_SIZE, size + "; at most " + MOST_PIXELS + " pixels can be decoded");
    }
    return header;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
