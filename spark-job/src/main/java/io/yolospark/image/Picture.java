package io.yolospark.image;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A square image under augmentation and its boxes. Confined to the native scope that made it.
 *
 * @param image 8-bit RGB
 * @param boxes in pixels of the image, inside it
 */
record Picture(Mat image, List<PixelBox> boxes) {

  private static final int LEFT_RIGHT = 1;
  private static final int UPSIDE_DOWN = 0;

  /** One image letterboxed to a square of the size. */
  static Picture letterbox(LabelledImage image, int size) {
    Rectangle square = new Rectangle(size, size);
    Picture picture = grey(size, square);
    Letterbox letterbox = image.image().letterbox();
    picture.place(image, square, (int) letterbox.padX(), (int) letterbox.padY());
    return picture;
  }

  /**
   * Four images on one canvas.
   *
   * @param window the pixels that anyone will look at: the others stay undefined
   */
  static Picture mosaic(List<LabelledImage> images, MosaicLayout layout, Rectangle window) {
    Picture picture = grey(layout.side(), window);
    for (int i = 0; i < 4; i++) {
      PixelImage image = images.get(i).image();
      int left = layout.left(i, image.width());
      picture.place(images.get(i), window, left, layout.top(i, image.height()));
    }
    return picture;
  }

  private static Picture grey(int side, Rectangle window) {
    int border = Letterbox.BORDER;
    Mat image = new Mat(side, side, opencv_core.CV_8UC3);
    new Mat(image, new Rect(window.x, window.y, window.width, window.height))
        .put(new Scalar(border, border, border, 0));
    return new Picture(image, new ArrayList<>());
  }

  private void place(LabelledImage labelled, Rectangle window, int x, int y) {
    new Canvas(image.createBuffer(), side(), window).place(labelled.image(), x, y);
    for (PixelBox box : labelled.boxes()) {
      boxes.add(box.shift(x, y).clip(side()));
    }
  }

  int side() {
    return image.cols();
  }

  /** This picture warped, its colours changed by the gains; it is used up. */
  Picture warp(PerspectiveWarp warp, HsvGains gains) {
    return new Picture(warp.apply(image, gains), warp.apply(boxes));
  }

  /**
   * Both pictures over each other (mixup, Zhang et al. 2018), with the boxes of both.
   *
   * @param weight of this picture, from 0 to 1
   */
  Picture mix(Picture other, double weight) {
    Mat mixed = new Mat();
    opencv_core.addWeighted(image, weight, other.image, 1 - weight, 0, mixed);
    return new Picture(mixed, Stream.concat(boxes.stream(), other.boxes.stream()).toList());
  }

  Picture flipHorizontal() {
    opencv_core.flip(image, image, LEFT_RIGHT);
    return new Picture(image, boxes.stream().map(box -> box.flipHorizontal(side())).toList());
  }

  Picture flipVertical() {
    opencv_core.flip(image, image, UPSIDE_DOWN);
    return new Picture(image, boxes.stream().map(box -> box.flipVertical(side())).toList());
  }
}
