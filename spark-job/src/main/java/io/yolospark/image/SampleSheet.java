package io.yolospark.image;

import java.awt.Color;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Draws samples with their labelled boxes side by side, for a person to look at. Stateless. */
public final class SampleSheet {

  private static final double FONT_SCALE = 0.45;
  private static final int TEXT_HEIGHT = 12;
  private static final int LINE_WIDTH = 2;

  private SampleSheet() {}

  /**
   * The samples as one JPEG, row by row.
   *
   * @param samples at least one, all of the same size
   * @param columns samples beside each other, at least 1
   * @param names of the classes
   */
  public static byte[] jpeg(List<Sample> samples, int columns, List<String> names) {
    int rows = (samples.size() + columns - 1) / columns;
    int width = samples.get(0).width();
    int height = samples.get(0).height();
    return OpenCv.scoped(
        () -> {
          Mat sheet = new Mat(rows * height, columns * width, opencv_core.CV_8UC3, Scalar.all(255));
          for (int i = 0; i < samples.size(); i++) {
            Rect place = new Rect(i % columns * width, i / columns * height, width, height);
            draw(samples.get(i), names).copyTo(new Mat(sheet, place));
          }
          return encode(sheet);
        });
  }

  private static Mat draw(Sample sample, List<String> names) {
    Mat image = OpenCv.toMat(sample.pixels(), sample.width(), sample.height());
    float[] labels = sample.labels();
    for (int at = 0; at < labels.length; at += 5) {
      double left = (labels[at + 1] - labels[at + 3] / 2.0) * sample.width();
      double top = (labels[at + 2] - labels[at + 4] / 2.0) * sample.height();
      double right = left + labels[at + 3] * sample.width();
      double bottom = top + labels[at + 4] * sample.height();
      int classId = (int) labels[at];
      Point corner = new Point((int) left, (int) top);
      Point opposite = new Point((int) right, (int) bottom);
      Scalar colour = colour(classId);
      opencv_imgproc.rectangle(
          image, corner, opposite, colour, LINE_WIDTH, opencv_imgproc.LINE_8, 0);
      Point text = new Point((int) left + LINE_WIDTH, Math.max((int) top - 3, TEXT_HEIGHT));
      opencv_imgproc.putText(
          image, names.get(classId), text, opencv_imgproc.FONT_HERSHEY_SIMPLEX, FONT_SCALE, colour);
    }
    return image;
  }

  /** Hues a golden section apart differ, however many there are. */
  private static Scalar colour(int classId) {
    double hue = classId * 0.6180339887 % 1;
    int rgb = Color.HSBtoRGB((float) hue, 1, 1);
    return new Scalar(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, 0);
  }

  private static byte[] encode(Mat rgb) {
    Mat bgr = new Mat();
    opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
    BytePointer bytes = new BytePointer();
    opencv_imgcodecs.imencode(".jpg", bgr, bytes);
    byte[] jpeg = new byte[(int) bytes.limit()];
    bytes.get(jpeg);
    return jpeg;
  }
}
