package io.yolospark.image;

import java.util.ArrayList;
import java.util.List;

/**
 * What the random transform starts from: images on a grey square, and their boxes.
 *
 * @param boxes in pixels of the canvas, inside it
 */
record LabelledCanvas(Canvas canvas, List<PixelBox> boxes) {

  /** One image letterboxed to a square of the size. */
  static LabelledCanvas letterbox(LabelledImage image, int size) {
    LabelledCanvas target = new LabelledCanvas(Canvas.grey(size), new ArrayList<>());
    Letterbox letterbox = image.image().letterbox();
    target.place(image, (int) letterbox.padX(), (int) letterbox.padY());
    return target;
  }

  /**
   * Four images around a point of a square of twice the size: the first ends there with its
   * bottom-right corner, the second with its bottom-left, the third with its top-right, the fourth
   * with its top-left.
   *
   * @param centreX column where the images meet, from size/2 to 3/2 size
   * @param centreY row where the images meet, in the same range
   */
  static LabelledCanvas mosaic(List<LabelledImage> images, int size, int centreX, int centreY) {
    LabelledCanvas target = new LabelledCanvas(Canvas.grey(2 * size), new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      PixelImage image = images.get(i).image();
      int x = i % 2 == 0 ? centreX - image.width() : centreX;
      int y = i < 2 ? centreY - image.height() : centreY;
      target.place(images.get(i), x, y);
    }
    return target;
  }

  private void place(LabelledImage image, int x, int y) {
    canvas.place(image.image(), x, y);
    for (PixelBox box : image.boxes()) {
      boxes.add(box.shift(x, y).clip(canvas.side()));
    }
  }
}
