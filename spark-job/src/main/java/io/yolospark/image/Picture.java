package io.yolospark.image;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
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
    Picture picture = grey(size);
    Letterbox letterbox = image.image().letterbox();
    picture.place(image, (int) letterbox.padX(), (int) letterbox.padY());
    return picture;
  }

  /** Four images on one canvas. */
  static Picture mosaic(List<LabelledImage> images, MosaicLayout layout) {
    Picture picture = grey(layout.side());
    for (int i = 0; i < 4; i++) {
      PixelImage image = images.get(i).image();
      picture.place(images.get(i), layout.left(i, image.width()), layout.top(i, image.height()));
    }
    return picture;
  }

  private static Picture grey(int side) {
    int border = Letterbox.BORDER;
    Scalar grey = new Scalar(border, border, border, 0);
    return new Picture(new Mat(side, side, opencv_core.CV_8UC3, grey), new ArrayList<>());
  }

  private void place(LabelledImage labelled, int x, int y) {
    new Canvas(image.createBuffer(), side(), side()).place(labelled.image(), x, y);
    for (PixelBox box : labelled.boxes()) {
      boxes.add(box.shift(x, y).clip(side()));
    }
  }

  int side() {
    return image.cols();
  }

  Picture warp(PerspectiveWarp warp) {
    return new Picture(warp.apply(image), warp.apply(boxes));
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
