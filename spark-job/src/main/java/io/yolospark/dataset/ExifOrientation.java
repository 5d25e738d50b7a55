package io.yolospark.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The orientation tag of EXIF data (a TIFF structure). Anything malformed counts as upright, as the
 * decoder takes it.
 */
final class ExifOrientation {

  private static final byte[] SIGNATURE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int ORIENTATION = 0x0112;
  private static final int UPRIGHT = 1;

  private ExifOrientation() {}

  /** Whether the content of a JPEG APP1 segment is EXIF; such segments also carry XMP. */
  static boolean isExif(byte[] segment) {
    return segment.length >= SIGNATURE.length
        && Arrays.equals(segment, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Orientation stated in the content of a JPEG APP1 segment that {@link #isExif}.
   *
   * @return 1 to 8; 1 where nothing valid is stated
   */
  static int ofApp1(byte[] segment) {
    return ofTiff(Arrays.copyOfRange(segment, SIGNATURE.length, segment.length));
  }

  /**
   * Orientation stated in a TIFF structure, as PNG and WebP hold it.
   *
   * @return 1 to 8; 1 where nothing valid is stated
   */
  static int ofTiff(byte[] bytes) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes);
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
