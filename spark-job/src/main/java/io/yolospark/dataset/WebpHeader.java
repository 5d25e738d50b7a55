package io.yolospark.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WebP (RFC 9649): the first chunk of the RIFF container, and the container's length. */
final class WebpHeader {

  private static final int LOSSLESS_SIGNATURE = 0x2F;

  private WebpHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.bytes(0, 30)).order(ByteOrder.LITTLE_ENDIAN);
    long riffSize = Integer.toUnsignedLong(head.getInt(4));
    String kind = new String(head.array(), 8, 8, StandardCharsets.ISO_8859_1);
    ImageHeader header =
        switch (kind) {
          case "WEBPVP8 " -> lossy(head);
          case "WEBPVP8L" -> lossless(head);
          case "WEBPVP8X" -> new ImageHeader(canvasSide(head, 24), canvasSide(head, 27));
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

  /** 24 bits, little-endian, one less than the side. */
  private static int canvasSide(ByteBuffer head, int offset) {
    int low = Short.toUnsignedInt(head.getShort(offset));
    int high = Byte.toUnsignedInt(head.get(offset + 2));
    return 1 + low + (high << 16);
  }
}
