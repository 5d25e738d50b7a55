package io.yolospark.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The orientation tag of EXIF data (a TIFF structure). Anything malformed counts as upright, as
 * decoders take it.
 */
final class ExifOrientation {

  private static final byte[] SIGNATURE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int ORIENTATION = 0x0112;
  private static final int UPRIGHT = 1;

  private ExifOrientation() {}

  /**
   * Orientation stated in the content of a JPEG APP1 segment.
   *
   * @return 1 to 8; 1 where the segment is something else or broken
   */
  static int ofApp1(byte[] segment) {
    if (segment.length < SIGNATURE.length) {
      return UPRIGHT;
    }
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (segment[i] != SIGNATURE[i]) {
        return UPRIGHT;
      }
    }
    return ofTiff(
        ByteBuffer.wrap(segment, SIGNATURE.length, segment.length - SIGNATURE.length).slice());
  }

  private static int ofTiff(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return UPRIGHT;
    }
    switch (tiff.getShort(0)) {
      case 0x4949 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
      case 0x4D4D -> tiff.order(ByteOrder.BIG_ENDIAN);
      default -> {
        return UPRIGHT;
      }
    }
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      int entry = (int) directory + 2 + 12 * i;
      if (entry > tiff.limit() - 12) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION) {
        int orientation = Short.toUnsignedInt(tiff.getShort(entry + 8));
        return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
