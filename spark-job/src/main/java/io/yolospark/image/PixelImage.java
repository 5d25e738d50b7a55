package io.yolospark.image;

import java.awt.Rectangle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A decoded image, its long side resized to the network's. Immutable by convention: it may be
 * cached and shared between threads.
 *
 * @param pixels RGB, interleaved rows; native ones belong to the scope they were decoded in
 * @param width columns of {@code pixels}
 * @param height rows of {@code pixels}
 * @param letterbox placement in the network's square, with the original's size
 */
record PixelImage(ByteBuffer pixels, int width, int height, Letterbox letterbox) {

  /**
   * Decodes and resizes, in the caller's native scope: bilinear when enlarging, area averages when
   * shrinking.
   */
  static PixelImage decode(String uri, byte[] encoded, int size, Decoding decoding) {
    if (decoding == Decoding.WHOLE) {
      return resize(ImageDecoder.decode(uri, encoded), size);
    }
    DecodedImage decoded = ImageDecoder.decode(uri, encoded, size);
    return resize(decoded.image(), Letterbox.square(decoded.width(), decoded.height(), size));
  }

  static PixelImage resize(Mat image, int size) {
    return resize(image, Letterbox.square(image.cols(), image.rows(), size));
  }

  private static PixelImage resize(Mat image, Letterbox letterbox) {
    int width = letterbox.resizedWidth();
    int height = letterbox.resizedHeight();
    Mat resized = image;
    if (width != image.cols() || height != image.rows()) {
      resized = new Mat();
      int interpolation =
          letterbox.scale() < 1 ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
      opencv_imgproc.resize(image, resized, new Size(width, height), 0, 0, interpolation);
    }
    return new PixelImage(resized.createBuffer(), width, height, letterbox);
  }

  /** Memory of the pixels in bytes. */
  int bytes() {
    return 3 * width * height;
  }

  /** A copy that outlives the scope. */
  PixelImage onHeap() {
    byte[] copy = new byte[bytes()];
    pixels.get(0, copy);
    return new PixelImage(ByteBuffer.wrap(copy), width, height, letterbox);
  }

  /** No pixels, in place of an image of the given size. */
  static PixelImage none(int width, int height, int size) {
    return new PixelImage(ByteBuffer.allocate(0), 0, 0, Letterbox.square(width, height, size));
  }

  /** Pixels of the letterbox's grey frame with this image in it. */
  byte[] onGrey(Letterbox placed) {
    byte[] grey = new byte[3 * placed.frameWidth() * placed.frameHeight()];
    Arrays.fill(grey, (byte) Letterbox.BORDER);
    Rectangle frame = new Rectangle(placed.frameWidth(), placed.frameHeight());
    new Canvas(ByteBuffer.wrap(grey), frame.width, frame)
        .place(this, (int) placed.padX(), (int) placed.padY());
    return grey;
  }
}
