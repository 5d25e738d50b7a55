package io.yolospark.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
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

  // the reductions come with a colour flag or without; BGR's would exclude RGB's
  private static final Map<Integer, Integer> FLAGS =
      Map.of(
          1, opencv_imgcodecs.IMREAD_COLOR_RGB,
          2, opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2,
          4, opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4,
          8, opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8);

  private ImageDecoder() {}

  /**
   * Decodes into an image owned by the caller's native scope.
   *
   * @throws ImageDecodeException when the bytes are empty, truncated, of no known format or larger
   *     than {@link #MAX_PIXELS}
   */
  static Mat decode(String uri, byte[] encoded) {
    return decode(uri, encoded, Integer.MAX_VALUE).image();
  }

  /**
   * As {@link #decode(String, byte[])}, but a JPEG at 1/2, 1/4 or 1/8 of its size where its long
   * side keeps at least the given length.
   */
  static DecodedImage decode(String uri, byte[] encoded, int longSide) {
    if (encoded.length == 0) {
      throw new ImageDecodeException(uri, "the file is empty");
    }
    if (!JpegFrame.matches(encoded)) {
      refuseTooLarge(headerPixels(encoded), uri);
      Mat image = decodeNative(uri, encoded, 1);
      return new DecodedImage(image, image.cols(), image.rows());
    }
    JpegFrame frame = jpegFrame(uri, encoded);
    refuseTooLarge(frame.pixels(), uri);
    int divisor = frame.divisor(longSide);
    Mat image = decodeNative(uri, encoded, divisor);
    if (divisor == 1) {
      return new DecodedImage(image, image.cols(), image.rows());
    }
    // EXIF may have turned it by a quarter
    boolean turned =
        image.cols() != ceilDiv(frame.width(), divisor)
            || image.rows() != ceilDiv(frame.height(), divisor);
    return turned
        ? new DecodedImage(image, frame.height(), frame.width())
        : new DecodedImage(image, frame.width(), frame.height());
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static void refuseTooLarge(long pixels, String uri) {
    if (pixels > MAX_PIXELS) {
      throw new ImageDecodeException(uri, pixels + " pixels, more than the accepted " + MAX_PIXELS);
    }
  }

  private static Mat decodeNative(String uri, byte[] encoded, int divisor) {
    Mat image = imdecode(uri, encoded, FLAGS.get(divisor));
    if (image.empty()) {
      throw new ImageDecodeException(uri, "corrupt, or not an image of a known format");
    }
    return image;
  }

  private static Mat imdecode(String uri, byte[] encoded, int flags) {
    Mat bytes = new Mat(1, encoded.length, opencv_core.CV_8UC1, new BytePointer(encoded));
    try {
      return opencv_imgcodecs.imdecode(bytes, flags);
    } catch (RuntimeException e) { // how JavaCPP delivers any C++ exception
      throw new ImageDecodeException(uri, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private static JpegFrame jpegFrame(String uri, byte[] encoded) {
    JpegFrame frame =
        JpegFrame.read(encoded)
            .orElseThrow(() -> new ImageDecodeException(uri, "JPEG without image data"));
    if (!frame.complete()) {
      throw new ImageDecodeException(uri, "truncated JPEG (no end-of-image marker)");
    }
    return frame;
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
