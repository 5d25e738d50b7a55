package io.yolospark.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** BMP: the info header, and for uncompressed pixels the length that they need. */
final class BmpHeader {

  private static final int OS2_HEADER = 12;
  private static final int BIT_FIELDS = 3;

  private BmpHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(in.bytes(0, 26)).order(ByteOrder.LITTLE_ENDIAN);
    long pixelOffset = Integer.toUnsignedLong(file.getInt(10));
    int headerSize = file.getInt(14);
    int width;
    int height;
    int bits;
    int compression = 0;
    if (headerSize == OS2_HEADER) {
      width = Short.toUnsignedInt(file.getShort(18));
      height = Short.toUnsignedInt(file.getShort(20));
      bits = Short.toUnsignedInt(file.getShort(24));
    } else {
      ByteBuffer rest = ByteBuffer.wrap(in.bytes(26, 8)).order(ByteOrder.LITTLE_ENDIAN);
      width = file.getInt(18);
      height = Math.abs(file.getInt(22)); // negative where the rows run from the top
      bits = Short.toUnsignedInt(rest.getShort(2));
      compression = rest.getInt(4);
    }
    if (width <= 0 || height <= 0) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the BMP header does not state a size");
    }
    long rowBytes = ((long) width * bits + 31) / 32 * 4;
    boolean uncompressed = compression == 0 || compression == BIT_FIELDS;
    if (uncompressed && (double) rowBytes * height + pixelOffset > in.length()) {
      throw new BadImageException(
          ProblemKind.TRUNCATED_IMAGE, "the BMP file is shorter than its pixels");
    }
    return new ImageHeader(width, height);
  }
}
