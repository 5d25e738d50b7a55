package io.yolospark.dataset;

import java.io.IOException;

/** JPEG (ITU-T T.81 annex B): segments up to the first scan, then the end marker. */
final class JpegHeader {

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int APP1 = 0xE1;

  private JpegHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    int width = 0;
    int height = 0;
    int orientation = 0;
    long position = 2;
    while (true) {
      byte[] head = in.bytes(position, 2);
      int marker = head[1] & 0xFF;
      if ((head[0] & 0xFF) != 0xFF) {
        throw new BadImageException(
            ProblemKind.UNREADABLE_IMAGE, "no JPEG marker at byte " + position);
      }
      if (marker == 0xFF) {
        position++; // a fill byte before the marker
        continue;
      }
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        break;
      }
      position += 2;
      if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        continue; // markers without content
      }
      int length = unsignedShort(in.bytes(position, 2), 0);
      if (length < 2) {
        throw new BadImageException(
            ProblemKind.UNREADABLE_IMAGE,
            "a JPEG segment of impossible length at byte " + position);
      }
      if (isStartOfFrame(marker)) {
        byte[] frame = in.bytes(position + 2, 5);
        height = unsignedShort(frame, 1);
        width = unsignedShort(frame, 3);
      } else if (marker == APP1 && orientation == 0) {
        // Of several EXIF segments the decoder takes the first.
        byte[] segment = in.bytes(position + 2, length - 2);
        orientation = ExifOrientation.isExif(segment) ? ExifOrientation.ofApp1(segment) : 0;
      }
      position += length;
    }
    if (width == 0 || height == 0) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the JPEG header does not state a size");
    }
    // In a scan FF is followed by 00, so that this can only be the end; bytes after it are allowed.
    if (!in.contains(position, 0xFF, END_OF_IMAGE)) {
      throw new BadImageException(
          ProblemKind.TRUNCATED_IMAGE, "the JPEG data has no end marker (FFD9)");
    }
    return ImageHeader.oriented(width, height, orientation);
  }

  private static boolean isStartOfFrame(int marker) {
    // C4, C8 and CC are Huffman tables, an extension and arithmetic conditioning.
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int unsignedShort(byte[] bytes, int offset) {
    return ((bytes[offset] & 0xFF) << 8) | (bytes[offset + 1] & 0xFF);
  }
}
