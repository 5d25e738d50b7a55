package io.yolospark.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Image files made by Java's own encoders, and the pieces that these cannot write. */
final class TestImages {

  private TestImages() {}

  /** A noisy picture: its data is longer than the windows in which headers are read. */
  static byte[] encoded(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A JPEG with an APP1 segment behind its first marker. */
  static byte[] withApp1(byte[] jpeg, byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + content.length + 4);
    out.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (content.length + 2));
    return out.put(content).put(jpeg, 2, jpeg.length - 2).array();
  }

  /** EXIF data with an orientation between two other tags. */
  static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer out = ByteBuffer.allocate(6 + 8 + 2 + 3 * 12 + 4).order(order);
    out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    out.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    out.putShort((short) 42).putInt(8).putShort((short) 3);
    putTag(out, 0x0100, 640);
    putTag(out, 0x0112, orientation);
    putTag(out, 0x0115, 3);
    return out.putInt(0).array();
  }

  /** A PNG with an eXIf chunk before its end. */
  static byte[] withExifChunk(byte[] png, byte[] tiff) {
    byte[] chunk = ByteBuffer.allocate(4 + tiff.length).putInt(0x65584966).put(tiff).array();
    CRC32 checksum = new CRC32();
    checksum.update(chunk);
    ByteBuffer out = ByteBuffer.allocate(png.length + chunk.length + 8);
    out.put(png, 0, png.length - 12).putInt(tiff.length).put(chunk);
    out.putInt((int) checksum.getValue());
    return out.put(png, png.length - 12, 12).array();
  }

  /** A WebP file as far as its header goes; {@code chunk} begins with its four letters. */
  static byte[] webp(byte[] chunk) {
    ByteBuffer out = ByteBuffer.allocate(12 + chunk.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + chunk.length);
    return out.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(chunk).array();
  }

  private static void putTag(ByteBuffer out, int tag, int value) {
    out.putShort((short) tag).putShort((short) 3).putInt(1).putShort((short) value);
    out.putShort((short) 0);
  }
}
