package io.yolospark.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * WebP (RFC 9649): the first chunk of the RIFF container, its EXIF chunk, and the container's
 * length.
 */
final class WebpHeader {

  private static final int LOSSLESS_SIGNATURE = 0x2F;

  private static final int EXIF_FLAG = 0x08;
  private static final int EXIF_CHUNK = 0x46495845; // "EXIF" in little-endian order
  private static final int LARGEST_EXIF = 1 << 20;

  private WebpHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.bytes(0, 30)).order(ByteOrder.LITTLE_ENDIAN);
    long riffSize = Integer.toUnsignedLong(head.getInt(4));
    String kind = new String(head.array(), 8, 8, StandardCharsets.ISO_8859_1);
    ImageHeader header =
        switch (kind) {
          case "WEBPVP8 " -> lossy(head);
          case "WEBPVP8L" -> lossless(head);
          case "WEBPVP8X" ->
              ImageHeader.oriented(
                  canvasSide(head, 24), canvasSide(head, 27), orientation(in, head));
          default ->
              throw new BadImageException(
                  ProblemKind.UNREADABLE_IMAGE, "the WebP header does not state a size");
        };
    if (in.length() < riffSize + 8) {
      throw new BadImageException(
          ProblemKind.TRUNCATED_IMAGE,
          "the WebP file has " + in.length() + " of " + (riffSize + 8) + " bytes");
    }
    return header;
  }

  private static ImageHeader lossy(ByteBuffer head) throws BadImageException {
    boolean startCode = head.get(23) == (byte) 0x9D && head.get(24) == 0x01 && head.get(25) == 0x2A;
    if (!startCode) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the WebP data does not begin with a key frame");
    }
    return new ImageHeader(head.getShort(26) & 0x3FFF, head.getShort(28) & 0x3FFF);
  }

  private static ImageHeader lossless(ByteBuffer head) throws BadImageException {
    if (head.get(20) != LOSSLESS_SIGNATURE) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the WebP data has no lossless signature");
    }
    int bits = head.getInt(21);
    return new ImageHeader((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
  }

  /** The orientation of the EXIF chunk, if the flags announce one. */
  private static int orientation(ImageInput in, ByteBuffer head) throws IOException {
    boolean announced = (head.get(20) & EXIF_FLAG) != 0;
    long position = 12;
    while (announced && position + 8 <= in.length()) {
      ByteBuffer chunk = ByteBuffer.wrap(in.bytes(position, 8)).order(ByteOrder.LITTLE_ENDIAN);
      long length = Integer.toUnsignedLong(chunk.getInt(4));
      if (chunk.getInt(0) == EXIF_CHUNK && length <= LARGEST_EXIF) {
        return ExifOrientation.ofTiff(in.bytes(position + 8, (int) length));
      }
      position += 8 + length + length % 2; // chunks are padded to even lengths
    }
    return 1;
  }

  /** 24 bits, little-endian, one less than the side. */
  private static int canvasSide(ByteBuffer head, int offset) {
    int low = Short.toUnsignedInt(head.getShort(offset));
    int high = Byte.toUnsignedInt(head.get(offset + 2));
    return 1 + low + (high << 16);
  }
}
