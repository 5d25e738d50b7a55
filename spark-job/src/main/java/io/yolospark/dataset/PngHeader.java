package io.yolospark.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** PNG: the IHDR chunk, an eXIf chunk, and that there is an IEND chunk at the end. */
final class PngHeader {

  private static final int IHDR = 0x49484452;
  private static final int EXIF = 0x65584966;
  private static final int IEND = 0x49454E44;
  private static final int LARGEST_EXIF = 1 << 20;

  private PngHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    ByteBuffer first = ByteBuffer.wrap(in.bytes(8, 16));
    int width = first.getInt(8);
    int height = first.getInt(12);
    if (first.getInt(4) != IHDR || width <= 0 || height <= 0) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the PNG header does not state a size");
    }
    int orientation = 1;
    long position = 8;
    while (true) {
      ByteBuffer chunk = chunk(in, position);
      long length = Integer.toUnsignedLong(chunk.getInt(0));
      int name = chunk.getInt(4);
      if (name == EXIF && length <= LARGEST_EXIF) {
        orientation = ExifOrientation.ofTiff(in.bytes(position + 8, (int) length));
      }
      position += length + 12;
      if (name == IEND) {
        break;
      }
    }
    if (position > in.length()) {
      throw truncated();
    }
    return ImageHeader.oriented(width, height, orientation);
  }

  private static ByteBuffer chunk(ImageInput in, long position) throws IOException {
    try {
      return ByteBuffer.wrap(in.bytes(position, 8));
    } catch (EOFException e) {
      throw truncated();
    }
  }

  private static BadImageException truncated() {
    return new BadImageException(
        ProblemKind.TRUNCATED_IMAGE, "the PNG data has no end chunk (IEND)");
  }
}
