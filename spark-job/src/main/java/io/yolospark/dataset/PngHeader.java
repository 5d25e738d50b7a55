package io.yolospark.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;

/** PNG: the IHDR chunk, and the IEND chunk at the end. */
final class PngHeader {

  private static final int IHDR = 0x49484452;

  private PngHeader() {}

  static ImageHeader read(ImageInput in) throws IOException {
    ByteBuffer chunk = ByteBuffer.wrap(in.bytes(8, 16));
    if (chunk.getInt(4) != IHDR || chunk.getInt(8) <= 0 || chunk.getInt(12) <= 0) {
      throw new BadImageException(
          ProblemKind.UNREADABLE_IMAGE, "the PNG header does not state a size");
    }
    // The chunk's name with its checksum, which is always the same.
    if (!in.contains(33, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82)) {
      throw new BadImageException(
          ProblemKind.TRUNCATED_IMAGE, "the PNG data has no end chunk (IEND)");
    }
    return new ImageHeader(chunk.getInt(8), chunk.getInt(12));
  }
}
