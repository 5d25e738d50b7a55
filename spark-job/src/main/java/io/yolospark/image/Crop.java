package io.yolospark.image;

import java.awt.Rectangle;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A map that only scales and shifts, between whole pixels: part of a canvas resized into part of
 * the network's square. Resizing takes a third of the time of a general warp.
 */
record Crop(Span x, Span y) {

  /** Canvas pixels from and to (exclusive) become pixels start to end of the square. */
  private record Span(int from, int to, int start, int end) {

    /** Of a map that takes p to scale x p + offset, moved by less than a pixel. */
    static Span nearest(double scale, double offset, int canvasSide, int size) {
      double first = -offset / scale; // what the square's edges show
      double last = (size - offset) / scale;
      int from = first > 0 ? (int) Math.rint(first) : 0;
      int to = last < canvasSide ? (int) Math.rint(last) : canvasSide;
      int start = first > 0 ? 0 : (int) Math.rint(offset);
      int end = last < canvasSide ? size : (int) Math.rint(offset + canvasSide * scale);
      return new Span(from, to, start, end);
    }

    boolean isEmpty() {
      return from >= to || start >= end;
    }

    double scale() {
      return (double) (end - start) / (to - from);
    }

    double offset() {
      return start - from * scale();
    }
  }

  /** The crop nearest to an upright map: what it shows moves by less than a pixel. */
  static Crop nearest(Homography upright, int canvasSide, int size) {
    double[] m = upright.matrix();
    return new Crop(
        Span.nearest(m[0], m[2], canvasSide, size), Span.nearest(m[4], m[5], canvasSide, size));
  }

  /** Whether nothing of the canvas is seen. */
  boolean isEmpty() {
    return x.isEmpty() || y.isEmpty();
  }

  /** Exactly what {@link #apply} does; undefined for an empty crop. */
  Homography map() {
    return new Homography(x.scale(), 0, x.offset(), 0, y.scale(), y.offset(), 0, 0, 1);
  }

  /** The pixels of the canvas that are seen. */
  Rectangle window() {
    return new Rectangle(x.from, y.from, x.to - x.from, y.to - y.from);
  }

  /**
   * Draws the canvas, bilinear, on a grey square, and changes the colours on the way, where they
   * are fewer pixels: before enlarging (the window of the canvas is used up) or after shrinking.
   */
  Mat apply(Mat canvas, int size, HsvGains gains) {
    int border = gains.grey(Letterbox.BORDER);
    Mat square = new Mat(size, size, opencv_core.CV_8UC3, new Scalar(border, border, border, 0));
    Size shown = new Size(x.end - x.start, y.end - y.start);
    Rectangle window = window();
    Mat part = new Mat(canvas, new Rect(window.x, window.y, window.width, window.height));
    Mat target = new Mat(square, new Rect(x.start, y.start, shown.width(), shown.height()));
    boolean enlarges = part.total() < target.total();
    if (enlarges) {
      gains.apply(part);
    }
    opencv_imgproc.resize(part, target, shown, 0, 0, opencv_imgproc.INTER_LINEAR);
    if (!enlarges) {
      gains.apply(target);
    }
    return square;
  }
}
