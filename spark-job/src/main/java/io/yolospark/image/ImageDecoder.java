package io.yolospark.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes image files to 8-bit RGB in the orientation that EXIF states. Grey becomes three equal
 * channels, alpha is dropped, 16 bits keep the upper 8, CMYK follows Adobe's (inverted) convention.
 * Thread-safe.
 */
final class ImageDecoder {

  /** Above this an image would need over 400 MB decoded: not a training image, but an attack. */
  static final long MAX_PIXELS = 1L << 27;

  private ImageDecoder() {}

  /**
   * Decodes into an image owned by the caller's native scope.
   *
   * @throws ImageDecodeException when the bytes are empty, truncated, of no known format or larger
   *     than {@link #MAX_PIXELS}
   */
  static Mat decode(String uri, byte[] encoded) {
    if (encoded.length == 0) {
      throw new ImageDecodeException(uri, "the file is empty");
    }
    long pixels = JpegFrame.matches(encoded) ? jpegPixels(uri, encoded) : headerPixels(encoded);
    if (pixels > MAX_PIXELS) {
      throw new ImageDecodeException(uri, pixels + " pixels, more than the accepted " + MAX_PIXELS);
    }
    Mat image = decodeNative(uri, encoded);
    if (image.empty()) {
      throw new ImageDecodeException(uri, "corrupt, or not an image of a known format");
    }
    return image;
  }

  private static Mat decodeNative(String uri, byte[] encoded) {
    Mat bytes = new Mat(1, encoded.length, opencv_core.CV_8UC1, new BytePointer(encoded));
    try {
      return opencv_imgcodecs.imdecode(bytes, opencv_imgcodecs.IMREAD_COLOR_RGB);
    } catch (RuntimeException e) { // how JavaCPP delivers any C++ exception
      throw new ImageDecodeException(uri, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private static long jpegPixels(String uri, byte[] encoded) {
    JpegFrame frame =
        JpegFrame.read(encoded)
            .orElseThrow(() -> new ImageDecodeException(uri, "JPEG without image data"));
    if (!frame.complete()) {
      throw new ImageDecodeException(uri, "truncated JPEG (no end-of-image marker)");
    }
    return frame.pixels();
  }

  /** Pixels by the header; 0 for formats the JDK does not know, WebP above all (at most 2^28). */
  private static long headerPixels(byte[] encoded) {
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        return 0;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        return (long) reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return 0; // a broken header is for the decoder to report
    }
  }
}
