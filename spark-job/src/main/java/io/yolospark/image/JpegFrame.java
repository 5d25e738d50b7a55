package io.yolospark.image;

import java.util.Optional;

/**
 * What the decoder library does not say about a JPEG: it pads truncated data with grey and
 * succeeds. Markers as in ITU-T T.81, annex B.
 *
 * @param width columns, before EXIF orientation
 * @param height rows, before EXIF orientation
 * @param complete whether the end-of-image marker follows the first scan; bytes after it are
 *     allowed
 */
record JpegFrame(int width, int height, boolean complete) {

  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int MAX_DIVISOR = 8;
  private static final int TEMPORARY = 0x01;

  /** Whether the bytes begin as a JPEG does. */
  static boolean matches(byte[] encoded) {
    return encoded.length > 2 && isMarker(encoded, 0, START_OF_IMAGE);
  }

  /** The frame of a JPEG; empty where no scan follows a frame header. */
  static Optional<JpegFrame> read(byte[] encoded) {
    int width = 0;
    int height = 0;
    int at = 2;
    while (at + 4 <= encoded.length) {
      if (unsigned(encoded, at) != 0xFF) {
        return Optional.empty();
      }
      int marker = unsigned(encoded, at + 1);
      if (marker == 0xFF) { // fill byte
        at++;
      } else if (marker == TEMPORARY || (marker >= 0xD0 && marker <= START_OF_IMAGE)) {
        at += 2; // markers without a segment
      } else if (marker == START_OF_SCAN) {
        return width > 0 && height > 0
            ? Optional.of(new JpegFrame(width, height, endsAfter(encoded, at)))
            : Optional.empty();
      } else {
        if (isFrameHeader(marker) && at + 9 <= encoded.length) {
          height = unsigned16(encoded, at + 5);
          width = unsigned16(encoded, at + 7);
        }
        at += 2 + unsigned16(encoded, at + 2);
      }
    }
    return Optional.empty();
  }

  /** The largest of 1, 2, 4 and 8 that leaves the long side at least the given length. */
  int divisor(int longSide) {
    int divisor = 1;
    while (divisor < MAX_DIVISOR && Math.max(width, height) / (2 * divisor) >= longSide) {
      divisor *= 2;
    }
    return divisor;
  }

  long pixels() {
    return (long) width * height;
  }

  private static boolean isFrameHeader(int marker) {
    boolean tableOrExtension = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
    return marker >= 0xC0 && marker <= 0xCF && !tableOrExtension;
  }

  // searched from the end: an EXIF thumbnail before the scan has an end marker of its own
  private static boolean endsAfter(byte[] encoded, int scan) {
    for (int at = encoded.length - 2; at > scan; at--) {
      if (isMarker(encoded, at, END_OF_IMAGE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMarker(byte[] encoded, int at, int marker) {
    return unsigned(encoded, at) == 0xFF && unsigned(encoded, at + 1) == marker;
  }

  private static int unsigned16(byte[] encoded, int at) {
    return unsigned(encoded, at) << 8 | unsigned(encoded, at + 1);
  }

  private static int unsigned(byte[] encoded, int at) {
    return encoded[at] & 0xFF;
  }
}
