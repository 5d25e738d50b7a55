package io.yolospark.image;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * One image prepared for the network.
 *
 * @param record position of the image's record in the list the loader was given
 * @param pixels RGB, interleaved rows (HWC), {@code 3 * width * height} bytes
 * @param width in pixels
 * @param height in pixels
 * @param labels rows of class, centre x, centre y, width, height, normalised to the image; {@code 5
 *     * n} values
 * @param letterbox how the original was placed; null for augmented images, which have no single
 *     original
 */
public record Sample(
    int record, byte[] pixels, int width, int height, float[] labels, Letterbox letterbox) {

  /** A square image. */
  public Sample(int record, byte[] pixels, int size, float[] labels, Letterbox letterbox) {
    this(record, pixels, size, size, labels, letterbox);
  }

  /** Number of labelled boxes. */
  public int boxCount() {
    return labels.length / 5;
  }

  /** The image resized to a square; its placement is no longer known. */
  Sample resized(int side) {
    byte[] resized =
        OpenCv.scoped(
            () -> {
              Mat target = new Mat();
              opencv_imgproc.resize(
                  OpenCv.toMat(pixels, width, height), target, new Size(side, side));
              return OpenCv.toBytes(target);
            });
    return new Sample(record, resized, side, labels, null);
  }
}
